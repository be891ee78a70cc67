// Moving a stay on the bed chart by mouse, pen or keyboard. It only fills in the form that asks what would be; without
// this script each bar is a link to the same form.

const DAY = 86400000;
const day = text => new Date(`${text}T00:00Z`);
const text = date => date.toISOString().slice(0, 10);
const plus = (date, days) => new Date(date.getTime() + days * DAY);

for (const chart of document.querySelectorAll('[data-chart]')) {
  const form = chart.querySelector('[data-move]'), said = chart.querySelector('[data-said]');
  const sheet = chart.querySelector('.sheet'), rows = [...chart.querySelectorAll('tr[data-house]')];
  const days = Number(chart.dataset.days), start = day(chart.dataset.start);
  const rtl = getComputedStyle(chart).direction === 'rtl';
  let moving = null;

  const width = () => (sheet.clientWidth - rows[0].firstElementChild.offsetWidth) / days;
  const begin = link => {
    const row = link.closest('tr');
    moving = { link, row, first: row, by: 0, ghost: sheet.appendChild(document.createElement('div')) };
    moving.ghost.className = 'ghost';
    draw();
  };
  const values = () => {
    const { since, until } = moving.link.dataset;
    return { house: moving.row.dataset.house, bed: moving.row.dataset.bed, since: text(plus(day(since), moving.by)), until: until && text(plus(day(until), moving.by)) };
  };
  const draw = () => {
    const { since, until } = values(), name = rows[0].firstElementChild.offsetWidth;
    const from = Math.max(0, (day(since) - start) / DAY), to = Math.min(days, until ? (day(until) - start) / DAY : days);
    const box = moving.ghost.style;
    box.insetInlineStart = `${name + from * width()}px`;
    box.inlineSize = `${Math.max(.6, to - from) * width()}px`;
    box.top = `${moving.row.getBoundingClientRect().top - sheet.getBoundingClientRect().top}px`;
    box.height = `${moving.row.offsetHeight}px`;
  };
  const tell = () => {
    const v = values();
    said.textContent = `${v.house}, ${v.bed || chart.dataset.free}: ${v.since} – ${v.until}`;
    moving.row.scrollIntoView({ block: 'nearest' });
  };
  const stop = () => { moving?.ghost.remove(); moving = null; chart.classList.remove('dragging'); };
  const moved = () => moving && (moving.by || moving.row !== moving.first);
  const ask = () => {
    for (const [name, value] of Object.entries(values())) form.elements[name].value = value;
    form.action = moving.link.getAttribute('href');
    form.submit();
  };

  for (const link of chart.querySelectorAll('a[data-since]')) {
    link.addEventListener('keydown', event => {
      const side = rtl ? -1 : 1, step = { ArrowRight: side, ArrowLeft: -side }[event.key], up = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (event.key === 'Escape') stop();
      else if (event.key === 'Enter' && moved()) { event.preventDefault(); ask(); }
      else if (step || up) {
        event.preventDefault();
        if (moving?.link !== link) { stop(); begin(link); }
        if (step) moving.by += step * (event.shiftKey ? 7 : 1);
        else moving.row = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(moving.row) + up))];
        draw();
        tell();
      }
    });
    link.addEventListener('blur', () => { if (!chart.classList.contains('dragging')) stop(); });
    link.addEventListener('pointerdown', event => {
      if (event.button) return;
      const x = event.clientX, y = event.clientY;
      const follow = move => {
        if (!moving && Math.hypot(move.clientX - x, move.clientY - y) < 6) return;
        if (!moving) { begin(link); chart.classList.add('dragging'); link.setPointerCapture(event.pointerId); }
        moving.by = Math.round((move.clientX - x) / width()) * (rtl ? -1 : 1);
        moving.row = rows.find(r => { const b = r.getBoundingClientRect(); return move.clientY >= b.top && move.clientY < b.bottom; }) ?? moving.row;
        draw();
      };
      const drop = () => {
        link.removeEventListener('pointermove', follow);
        if (!moving) return;
        link.addEventListener('click', click => click.preventDefault(), { once: true });
        if (moved()) ask(); else stop();
      };
      link.addEventListener('pointermove', follow);
      link.addEventListener('pointerup', drop, { once: true });
      link.addEventListener('pointercancel', () => { link.removeEventListener('pointermove', follow); stop(); }, { once: true });
    });
    link.addEventListener('dragstart', event => event.preventDefault());
  }
}
