// The escort's page without network: what is pressed waits, and is sent by itself when there is one.
// Kept for it in this tab only: each button's word, which is sealed and tells nothing, a random number and a minute.
// It lies there until it was sent, so that a telephone that throws the tab away loses no press, and is gone then.

const SHELF = 'q', wait = 5000;
const at = id => document.getElementById(id), waiting = at('waiting'), again = at('again'), said = at('said');
const read = () => { try { return JSON.parse(sessionStorage.getItem(SHELF)) ?? []; } catch { return []; } };
let queue = read(), busy = false, timer;

const keep = () => { try { queue.length ? sessionStorage.setItem(SHELF, JSON.stringify(queue)) : sessionStorage.removeItem(SHELF); } catch { /* the page itself holds them */ } };
const tell = text => { waiting.textContent = text; waiting.hidden = !text; };
const random = () => Array.from(crypto.getRandomValues(new Uint8Array(6)), b => b.toString(16).padStart(2, '0')).join('');

const renew = async () => {
  const answer = await fetch(location.pathname, { redirect: 'error' });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-legs]');
  if (fresh && !document.querySelector('[data-legs]').contains(document.activeElement?.closest('input'))) document.querySelector('[data-legs]').replaceChildren(...fresh.childNodes);
};

const send = async () => {
  if (busy || !queue.length) return;
  busy = true;
  clearTimeout(timer);
  try {
    while (queue.length) {
      const [word, id, minute] = queue[0], body = new FormData();
      body.set('csrfmiddlewaretoken', document.querySelector('[name=csrfmiddlewaretoken]').value);
      body.set('press', word); body.set('id', id); body.set('at', minute);
      const answer = await fetch(location.pathname, { method: 'POST', body, headers: { 'X-Press': '1' }, redirect: 'error' });
      if (answer.status === 401 || answer.status === 403) { tell(waiting.dataset.in); again.hidden = false; return; }
      if (answer.status === 409) { said.textContent = await answer.text(); said.hidden = false; }
      else if (answer.status !== 204) throw new Error('not taken');
      queue.shift();
      keep();
    }
    tell('');
    await renew();
  } catch {
    if (queue.length) { tell(waiting.dataset.one); timer = setTimeout(send, wait); }
  } finally { busy = false; }
};

addEventListener('submit', event => {
  if (!event.target.matches('form[data-press]') || !event.submitter) return;
  event.preventDefault();
  said.hidden = true;
  const button = event.submitter;
  button.classList.add('waits');
  button.setAttribute('aria-pressed', 'true');
  queue.push([button.value, random(), Math.floor(Date.now() / 60000)]);
  keep();
  send();
});
addEventListener('online', send);
send();

// After a while untouched the details leave the page: whoever takes the telephone finds buttons, and no place or phrase.
const quiet = Number(document.body.dataset.quiet) * 60000;
let idle;
const hide = () => { for (const part of document.querySelectorAll('[data-detail]')) part.remove(); at('gone').hidden = false; };
const touched = () => { clearTimeout(idle); idle = setTimeout(hide, quiet); };
for (const kind of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind, touched, { passive: true });
touched();
