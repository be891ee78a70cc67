// Without a connection what is pressed waits, sealed (presses.js), and is sent by itself when there is one, also after the
// page was reloaded or thrown away.
import { add, fields, forget, kit, pack, sent, takeAlong, unpack, waiting } from '/static/desk/presses.js';

const wait = 5000;
const at = id => document.getElementById(id), note = at('waiting'), again = at('again'), said = at('said');
const legs = () => document.querySelector('[data-legs]'), key = () => legs().dataset.key, to = () => ({ key: key(), purpose: legs().dataset.purpose });
const mine = async () => (await waiting()).filter(press => press.key === key());
let busy = false, stale = false, kept = true, timer;

const tell = text => { note.textContent = text; note.hidden = !text; };
const waits = () => tell(kept ? note.dataset.kept : note.dataset.one);

// The page as it stands now. Where it cannot be had it is asked for again: a press that shows no mark is pressed twice.
const renew = async () => {
  const answer = await fetch(location.pathname, { redirect: 'error', cache: 'no-store' });
  if (!answer.ok) throw new Error('not had');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-legs]');
  if (!fresh) throw new Error('another page');
  if (!legs().contains(document.activeElement?.closest('input'))) { legs().replaceWith(document.adoptNode(fresh)); await repack(); }
  stale = false;
};

const send = async () => {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    for (let queue; (queue = await mine()).length;) {
      const body = new URLSearchParams({ csrfmiddlewaretoken: document.querySelector('[name=csrfmiddlewaretoken]').value, ...fields(queue[0]) });
      const answer = await fetch(location.pathname, { method: 'POST', body, headers: { 'X-Press': '1' }, redirect: 'error' });
      if (answer.status === 401) { tell(note.dataset.in); again.hidden = false; return; }
      if (answer.status === 422) { said.textContent = await answer.text(); said.hidden = false; }
      else if (answer.status !== 204) throw new Error('not taken');
      await sent(queue[0]);
      stale = true;
    }
    tell('');
    if (stale) await renew();
  } catch {
    if ((await mine()).length) waits();
    timer = setTimeout(send, wait);
  } finally { busy = false; }
};

addEventListener('submit', async event => {
  if (event.target.matches('form[data-leave]')) return leave(event);
  if (!event.target.matches('form[data-press]') || !event.submitter) return;
  event.preventDefault();
  said.hidden = true;
  const button = event.submitter;
  button.classList.add('waits');
  button.setAttribute('aria-pressed', 'true');
  kept = await add(to(), button.value);
  await send();
});

// Logging out takes everything off the telephone; while presses wait it asks once.
let warned = false;
async function leave(event) {
  if (event.target.dataset.clean) return;
  event.preventDefault();
  if ((await waiting()).length && !warned) { warned = true; said.textContent = note.dataset.leave; said.hidden = false; said.scrollIntoView({ block: 'nearest' }); return; }
  await forget();
  event.target.dataset.clean = '1';
  event.target.requestSubmit();
}

// The page of numbers is taken along only where the member asks for it, and goes when there is no leg any more.
const along = at('along'), words = () => JSON.parse(legs().dataset.away || 'null');
async function repack() {
  const box = await kit();
  if (box && !words()) await unpack();
  else if (box) await pack(to(), words());
  along.hidden = !('serviceWorker' in navigator) || !words();
  along.setAttribute('aria-pressed', Boolean(box && words()));
}
along.addEventListener('click', async () => {
  try { await ((await kit()) ? unpack() : takeAlong(to(), words())); }
  catch { said.textContent = along.dataset.cannot; said.hidden = false; await unpack(); }
  await repack();
});

addEventListener('online', send);
addEventListener('pageshow', event => { if (event.persisted) { stale = true; send(); } });
await repack();
await send();

// After a while untouched the details leave the page: whoever takes the telephone finds buttons, and no place or phrase.
const quiet = Number(document.body.dataset.quiet) * 60000;
let idle;
const hide = () => { for (const part of document.querySelectorAll('[data-detail]')) part.remove(); at('gone').hidden = false; };
const touched = () => { clearTimeout(idle); idle = setTimeout(hide, quiet); };
for (const kind of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind, touched, { passive: true });
touched();
