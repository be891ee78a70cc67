// What pages gain from JavaScript. Everything works without it.
// Nothing is ever written to the browser's own storage: what is typed lives in the page, or sealed on the server.

const later = (wait, act) => { let timer; return (...a) => { clearTimeout(timer); timer = setTimeout(() => act(...a), wait); }; };

// Lists that follow what is typed into their filter.
for (const form of document.querySelectorAll('form[data-live]')) {
  const target = document.getElementById(form.dataset.live);
  const show = later(150, async () => {
    try {
      const answer = await fetch(location.pathname, { method: 'POST', body: new FormData(form), headers: { 'X-Part': 'rows' } });
      if (answer.ok) target.innerHTML = await answer.text();
    } catch { /* no network: the list stays as it was */ }
  });
  form.addEventListener('input', show);
}

// Drafts: kept sealed on the server while typing, so that they survive a lost page, session or machine.
for (const form of document.querySelectorAll('form[data-draft]')) {
  const state = document.getElementById('draft-state'), offline = document.getElementById('offline');
  let unsent = false;
  const keep = async () => {
    if (!unsent) return;
    const body = new FormData(form);
    body.set('draft', '1');
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name); // a draft is words
    try {
      const answer = await fetch(form.action || location.href, { method: 'POST', body });
      if (answer.status === 204) { unsent = false; state.textContent = state.dataset.kept; offline.hidden = true; }
    } catch { offline.hidden = false; setTimeout(keep, 5000); }
  };
  form.addEventListener('input', () => { unsent = true; state.textContent = ''; });
  form.addEventListener('input', later(1200, keep));
  // With no network the browser would show its own error page and lose the form: find out first.
  form.addEventListener('submit', async event => {
    if (event.submitter?.name === 'forget' || form.dataset.sure) return;
    event.preventDefault();
    try {
      await fetch('/static/desk/icon.svg', { method: 'HEAD', cache: 'no-store' });
      form.dataset.sure = '1';
      form.requestSubmit(event.submitter);
    } catch {
      offline.hidden = false;
      offline.scrollIntoView({ block: 'nearest' });
      setTimeout(() => form.requestSubmit(), 5000);
    }
  });
}

// A page that looks for news by itself: every twenty seconds, without keeping the session from going idle. Where
// somebody must come at once it sounds, if the member switched that on.
const watched = document.querySelector('[data-watch]');
if (watched) {
  const button = document.querySelector('[data-sound-switch]');
  let context;
  button.hidden = false;
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', on);
    if (on) { context ??= new AudioContext(); sound(1); }
  });
  const sound = times => {
    for (let n = 0; n < times; n++) {
      const tone = context.createOscillator(), at = context.currentTime + n * .4;
      tone.frequency.value = 660;
      tone.connect(context.destination);
      tone.start(at);
      tone.stop(at + .2);
    }
  };
  setInterval(async () => {
    try {
      const answer = await fetch(location.href, { headers: { 'X-Watch': '1' }, redirect: 'error' });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-watch]');
      if (!fresh) return;
      if (!watched.contains(document.activeElement)) watched.replaceChildren(...fresh.childNodes);
      if (button.getAttribute('aria-pressed') === 'true' && watched.querySelector('[data-sound]')) sound(3);
    } catch { /* no network, or the session ended: the page stays as it was */ }
  }, 20000);
}

// What is open of the menu closes by Escape, and when somebody turns to something else.
const menus = [...document.querySelectorAll('.bar details')];
addEventListener('keydown', event => {
  const open = event.key === 'Escape' && menus.find(menu => menu.open);
  if (!open) return;
  open.open = false;
  open.querySelector('summary').focus();
});
for (const kind of ['pointerdown', 'focusin']) addEventListener(kind, event => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});

// Lists that are gone through by keyboard: j and k move from line to line, Enter follows the link.
for (const list of document.querySelectorAll('[data-keys]')) {
  addEventListener('keydown', event => {
    if (event.target.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { j: 1, k: -1 }[event.key], links = [...list.querySelectorAll('li a')];
    if (!step || !links.length) return;
    const at = links.indexOf(document.activeElement);
    links[Math.min(links.length - 1, Math.max(0, at + step))].focus();
  });
}

// The first wrong field is where the reader wants to be.
document.getElementById('errors')?.focus();

// An idle page is locked in front of whoever walks by. What was typed is a sealed draft by then.
if (document.body.hasAttribute('data-open')) {
  const wait = Number(document.body.dataset.idle) * 60000;
  const lock = later(wait, () => location.replace('/today'));
  for (const kind of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind, lock, { passive: true });
  lock();
}

// Ten words that were scanned stand behind the # of the address. They move into the form and out of the history.
const words = document.querySelector('textarea[name=words]');
if (words && location.hash.length > 20) {
  words.value = decodeURIComponent(location.hash.slice(1)).replaceAll('.', ' ');
  history.replaceState(null, '', location.pathname);
}
