// People moving along the road of a plan, week by week. Numbers and sentences are the cells and rows of the table that
// stands below each road; a dot is a weight and a station for each week, and says nothing of whom it stands for.

const PACE = 1100; // ms a week: a group can be followed with the eye, and half a year takes half a minute
const GAP = 6, ROOM = 16, EDGE = 12; // pixels: the least and the most between two dots' middles; free at a station's edges
const SIZE = { 16: 1, 8: .87, 4: .75, 2: .62, 1: .5 }; // how large a dot is by its weight
const still = matchMedia('(prefers-reduced-motion: reduce)');
const rtl = document.dir === 'rtl';

// Each dot keeps its place within whatever station it stands at: so it moves along the road and nowhere else.
function place(road) {
  const width = road.svg.clientWidth, station = width / road.stops.length, many = road.dots.length;
  if (!width || !many) return;
  const columns = Math.max(1, Math.min(Math.floor((station - EDGE) / GAP), Math.ceil(Math.sqrt(many * 1.6))));
  const between = Math.min(ROOM, (station - EDGE) / columns), margin = (station - between * columns) / 2;
  road.svg.style.blockSize = `${Math.ceil(many / columns) * between}px`;
  road.dots.forEach((dot, n) => {
    dot.circle.setAttribute('r', between * .48 * SIZE[dot.weight]);
    dot.x = margin + (n % columns + .5) * between;
    dot.y = (Math.floor(n / columns) + .5) * between;
  });
  road.put = (dot, week) => {
    const x = dot.way[week] * station + dot.x;
    dot.circle.style.transform = `translate(${rtl ? width - x : x}px, ${dot.y}px)`;
    dot.circle.dataset.at = dot.way[week];
  };
}

function draw(text, svg) {
  return text.split(' ').filter(Boolean).map(one => {
    const [weight, way] = one.split(':'), circle = document.createElementNS(svg.namespaceURI, 'circle');
    circle.setAttribute('class', `w${weight}`);
    svg.append(circle);
    return { weight, way, circle };
  });
}

function read(section) {
  const svg = section.querySelector('.dots');
  return {
    section, svg, dots: draw(section.dataset.dots, svg), rows: [...section.querySelectorAll('tbody tr')],
    stops: [...section.querySelectorAll('.stop')], said: section.querySelector('p[data-said]'), now: section.querySelector('.now'), put() {},
  };
}

function show(road, week) {
  const row = road.rows[week];
  road.stops.forEach((stop, n) => { stop.textContent = row.cells[n + 1].textContent; });
  if (road.said.textContent !== row.dataset.said) road.said.textContent = row.dataset.said;
  road.now.setAttribute('x', week * road.now.getAttribute('width'));
  for (const dot of road.dots) road.put(dot, week);
}

for (const card of document.querySelectorAll('[data-road]')) {
  const roads = [...card.querySelectorAll('[data-of]')].map(read), slider = card.querySelector('input[type=range]');
  const play = card.querySelector('[data-play]'), at = card.querySelector('[data-at]'), word = play.textContent;
  let timer = 0, width = 0;

  const week = () => Number(slider.value);
  const go = (to, walking = true) => {
    card.classList.toggle('walking', walking);
    slider.value = to;
    at.value = `${week()} · ${roads[0].rows[week()].cells[0].textContent}`;
    slider.setAttribute('aria-valuetext', at.value);
    card.dataset.week = week();
    for (const road of roads) if (!road.section.hidden) show(road, week());
  };
  const lay = () => {
    width = card.clientWidth;
    roads.forEach(place);
    go(week(), false);
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = still.matches ? play.dataset.step : word;
  };
  const on = () => {
    if (week() >= slider.max) return stop();
    go(week() + 1);
    if (week() >= slider.max) stop();
  };
  const begin = () => {
    if (week() >= slider.max) go(0);
    play.textContent = play.dataset.pause;
    timer = setInterval(on, PACE);
  };
  play.addEventListener('click', () => {
    if (still.matches) go(week() >= slider.max ? 0 : week() + 1);
    else if (timer) stop();
    else begin();
  });
  slider.addEventListener('input', () => { stop(); go(week()); });
  still.addEventListener('change', stop);
  card.addEventListener('change', event => {
    if (event.target.name !== 'road-of') return;
    for (const road of roads) road.section.hidden = event.target.value && event.target.value !== road.section.dataset.of;
    lay();
  });
  for (const part of card.querySelectorAll('[data-controls]')) part.hidden = false;
  new ResizeObserver(() => { if (card.clientWidth !== width) lay(); }).observe(card);
  stop();
  lay();
}
