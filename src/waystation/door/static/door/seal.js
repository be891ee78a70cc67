// What the door's pages seal and open in the browser (hpke.js): letters, receipts, answers. The bytes are those of
// circles/letters.py and circles/receipt.py; tests/vectors/letters.json holds both to it.
import { able, base64, hex, hpke, join, pad, unbase64, unhex, unpad, utf8 } from './hpke.js';
export { able, base64, hex, join, unbase64, unhex, utf8 };
const S = crypto.subtle, EMPTY = new Uint8Array();

export const sealLetter = async (card, epoch, letter) => join(epoch, await hpke(card, join(utf8('waystation/1/letter'), epoch), pad(utf8(JSON.stringify(letter)))));
async function openBox(key, place, sealed) {
  const aes = await S.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  const plain = await S.decrypt({ name: 'AES-GCM', iv: sealed.slice(0, 12), additionalData: utf8(place) }, aes, sealed.slice(12));
  return new TextDecoder().decode(unpad(new Uint8Array(plain)));
}
export const openAnswer = (key, sealed) => openBox(key, 'waystation/1/answer', sealed);
export const openDraft = async (key, sealed) => JSON.parse(await openBox(key, 'waystation/1/draft', sealed));
export async function sealDraft(key, answers) {
  const aes = await S.importKey('raw', key, 'AES-GCM', false, ['encrypt']), iv = crypto.getRandomValues(new Uint8Array(12));
  return join(iv, new Uint8Array(await S.encrypt({ name: 'AES-GCM', iv, additionalData: utf8('waystation/1/draft') }, aes, pad(utf8(JSON.stringify(answers))))));
}

// -- sending: where too many write, the letter is worked for and sent again (door/flood.py) ------------------------------

const BITS = 18;
async function work(sealed) {
  const prefix = join(utf8('waystation/1/work'), new Uint8Array(await S.digest('SHA-256', sealed)).slice(0, 16)), worker = new Worker('/static/door/work.js');
  try { return await new Promise((done, fail) => { worker.onmessage = event => done(hex(event.data)); worker.onerror = fail; worker.postMessage({ prefix, bits: BITS }) }) } finally { worker.terminate() }
}
export async function sendSealed(path, sealed, fields, works) {
  const post = more => fetch(path, { method: 'POST', body: new URLSearchParams({ ...fields, sealed: base64(sealed), ...more }) });
  let answer = await post({});
  if (answer.status === 429) { works(); answer = await post({ proof: await work(sealed) }) }
  if (!answer.ok) throw answer;
}

// -- receipts: a number below 10^31, as eight words of a list or as digits ---------------------------------------------

const LIMIT = 10n ** 31n, WORDS = 8, DIGITS = 31;
export function newReceipt() { // rejection: a number modulo the limit would favour the small ones
  for (;;) { const n = BigInt('0x' + hex(crypto.getRandomValues(new Uint8Array(13)))); if (n < LIMIT) return n }
}
export const wordList = async code => (await (await fetch(`/words/${code}.txt`)).text()).split('\n');
export function inWords(number, list) { const out = []; for (let i = 0; i < WORDS; i++) { out.unshift(list[Number(number % 7776n)]); number /= 7776n } return out.join(' ') }
export const inDigits = number => number.toString().padStart(DIGITS, '0').match(/.{1,4}/g).join(' ');
export function typed(text, lists) { // { number } or { unknown: [places] } or {}
  const digits = text.replace(/[\s.\-–—]/g, '').replace(/[٠-٩۰-۹]/g, d => d.charCodeAt() & 15); // Arabic and Persian keyboards
  if (/^[0-9]+$/.test(digits)) return digits.length === DIGITS ? { number: BigInt(digits) } : {};
  const found = text.toLowerCase().replaceAll('ё', 'е').match(/\p{L}+(?:-\p{L}+)*/gu) ?? [];
  const list = lists.map(words => new Map(words.map((w, n) => [w, n]))).sort((a, b) => found.filter(w => b.has(w)).length - found.filter(w => a.has(w)).length)[0];
  const unknown = found.flatMap((w, n) => list.has(w) ? [] : [n + 1]);
  if (unknown.length) return { unknown };
  const number = found.reduce((n, w) => n * 7776n + BigInt(list.get(w)), 0n);
  return found.length === WORDS && number < LIMIT ? { number } : {};
}
export async function hkdf(secret, purpose, size) {
  const ikm = await S.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await S.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: EMPTY, info: utf8('waystation/1/' + purpose) }, ikm, size * 8));
}
const derive = (number, purpose, size) => hkdf(unhex(number.toString(16).padStart(26, '0')), 'receipt/' + purpose, size);
export const address = async number => hex(await derive(number, 'address', 16));
export const answerKey = number => derive(number, 'answers', 32);
export const draftKey = number => derive(number, 'draft', 32);
export const fileKey = (number, digest) => derive(number, 'file/' + hex(digest), 32);
export async function visitWords(number, visit, list) {
  const n = BigInt('0x' + hex(new Uint8Array(await S.digest('SHA-256', await derive(number, 'visit/' + visit, 8))).slice(0, 8)));
  return list[Number(n % 7776n)] + ' ' + list[Number(n / 7776n % 7776n)];
}
