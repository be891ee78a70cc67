// What is pressed without a connection: sealed at once to a key whose other half is elsewhere, and kept until it was sent.
// It cannot be opened here again, and all entries have one length: what lies here tells how many wait, no more.
import { able, base64, hex, hpke, join, pad, unhex, utf8 } from '/static/door/hpke.js';

const random = size => hex(crypto.getRandomValues(new Uint8Array(size)));
const done = request => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });
const memory = []; // where nothing may be stored, or nothing can be sealed: then the page itself holds it
let opened;

function base() {
  opened ??= new Promise((yes, no) => {
    const request = indexedDB.open('notes', 1);
    request.onupgradeneeded = () => { request.result.createObjectStore('a', { autoIncrement: true }); request.result.createObjectStore('b'); };
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
  return opened;
}

// One act in one store. Strict: it is on the disk before anybody is told that it is kept.
async function within(name, mode, act) {
  const act_ = (await base()).transaction(name, mode, { durability: 'strict' }), over = new Promise((yes, no) => { act_.oncomplete = yes; act_.onabort = () => no(act_.error); });
  const [found] = await Promise.all([act(act_.objectStore(name)), over]);
  return found;
}

export async function add({ key, purpose }, word) { // whether it outlives the page
  const id = random(6), minute = Math.floor(Date.now() / 60000);
  try {
    if (!await able()) throw new Error('cannot seal');
    const sealed = await hpke(unhex(key), join(unhex(purpose), unhex(id)), pad(utf8(JSON.stringify([word, minute]))));
    await within('a', 'readwrite', store => done(store.add({ id, key, sealed })));
    return true;
  } catch { memory.push({ id, key, word, minute }); return false; }
}

export async function waiting() { // all that was not sent, the oldest first
  try {
    const [rows, places] = await within('a', 'readonly', store => Promise.all([done(store.getAll()), done(store.getAllKeys())]));
    return [...rows.map((row, n) => ({ ...row, place: places[n] })), ...memory];
  } catch { return [...memory]; }
}

export async function sent(press) {
  if (press.place === undefined) memory.splice(memory.indexOf(press), 1);
  else await within('a', 'readwrite', store => done(store.delete(press.place)));
}

export const fields = press => press.sealed ? { id: press.id, sealed: base64(press.sealed) } : { id: press.id, press: press.word, at: press.minute };

// -- the page of numbers ---------------------------------------------------------------------------------------------------

const SHELL = 'notes', FILES = ['/leg/away', '/static/desk/away.css', '/static/desk/icon.svg', '/static/desk/away.js', '/static/desk/presses.js', '/static/door/hpke.js'];

export const kit = () => within('b', 'readonly', store => done(store.get(1))).catch(() => undefined);
export const pack = (to, words) => within('b', 'readwrite', store => done(store.put({ ...to, words }, 1)));
export async function takeAlong(to, words) {
  await pack(to, words);
  await (await caches.open(SHELL)).addAll(FILES.map(file => new Request(file, { cache: 'reload' })));
  await navigator.serviceWorker.register('/leg.js', { scope: '/leg' });
}
export async function forget() { // all of it, what waits too
  memory.length = 0;
  for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) await worker.unregister();
  await globalThis.caches?.delete(SHELL);
  try { (await base()).close(); } catch { /* there is none */ }
  opened = undefined;
  await done(indexedDB.deleteDatabase('notes')).catch(() => {});
}
export async function unpack() { // the page of numbers only: what waits stays
  for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) await worker.unregister();
  await globalThis.caches?.delete(SHELL);
  await within('b', 'readwrite', store => done(store.delete(1))).catch(() => {});
}
