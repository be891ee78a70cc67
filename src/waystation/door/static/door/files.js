// Files sealed in the browser: chunk by chunk, going on where the network was lost. The bytes are those of
// circles/files.py; tests/browser holds both to tests/vectors/files.json.
import { base64, fileKey, hex, hkdf, join, unbase64, unhex, utf8 } from './seal.js';

const S = crypto.subtle, CHUNK = 65536, SEALED = 12 + CHUNK + 16, MOST_AT_ONCE = 8;
const number = (n, size) => { const out = new Uint8Array(size); new DataView(out.buffer).setUint32(size - 4, n); return out };
const place = (n, last) => join(utf8('waystation/1/file'), number(n, 8), new Uint8Array([last]));
const bytesOf = async blob => new Uint8Array(await blob.arrayBuffer());
const digestOf = async blob => new Uint8Array(await S.digest('SHA-256', await blob.arrayBuffer())); // WebCrypto has no digest in pieces: the one moment at which a file is in memory whole
const wait = ms => new Promise(done => { const timer = setTimeout(end, ms); function end() { clearTimeout(timer); removeEventListener('online', end); done() } addEventListener('online', end) });

export function count(size) { // PADMÉ, counted in chunks
  const n = Math.floor(size / CHUNK) + 1, e = 31 - Math.clz32(n), step = 2 ** (e - (32 - Math.clz32(e)));
  return Math.ceil(n / step) * step;
}
export const fileId = key => hkdf(key, 'file/id', 16);

export async function sealChunk(aes, file, n) {
  const piece = await bytesOf(file.slice(n * CHUNK, (n + 1) * CHUNK)), padded = new Uint8Array(CHUNK);
  padded.set(piece);
  if (n === Math.floor(file.size / CHUNK)) padded[piece.length] = 0x80;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return join(iv, new Uint8Array(await S.encrypt({ name: 'AES-GCM', iv, additionalData: place(n, n === count(file.size) - 1) }, aes, padded)));
}

export async function openChunks(key, size, sealed) { // the content of sealed chunks, one after another; throws where one is not as it was sealed
  const aes = await S.importKey('raw', key, 'AES-GCM', false, ['decrypt']), all = count(size), parts = [];
  if (sealed.length !== all * SEALED) throw new Error('length');
  for (let n = 0, left = size; n < all; n++) {
    const chunk = sealed.subarray(n * SEALED, (n + 1) * SEALED);
    const plain = new Uint8Array(await S.decrypt({ name: 'AES-GCM', iv: chunk.slice(0, 12), additionalData: place(n, n === all - 1) }, aes, chunk.slice(12)));
    if (left > 0) parts.push(plain.slice(0, Math.min(left, CHUNK)));
    left -= CHUNK;
  }
  return new Blob(parts, { type: 'application/octet-stream' });
}

// -- sending ------------------------------------------------------------------------------------------------------------

export async function fault(file, { heads, most }) { // why a file is not taken: the key of a sentence, or nothing
  if (!file.size) return 'empty';
  if (file.size > most) return 'large';
  const head = hex(await bytesOf(file.slice(0, 64)));
  return heads.some(runs => runs.every(([at, run]) => head.startsWith(run, at * 2))) ? '' : 'type';
}

// Seals and sends what has not arrived; tells how far it is. Returns what a letter says of the file. Throws 'full'.
export async function send(file, receipt, address, code, tell) {
  const digest = await digestOf(file), key = await fileKey(receipt, digest), id = await fileId(key), all = count(file.size);
  const aes = await S.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const ask = async () => new Set(await arrived(hex(id), address, code));
  let here = null, atOnce = 1, pause = 1000;
  for (;;) {
    try {
      here ??= await ask();
      while (here.size < all) {
        let first = 0; while (here.has(first)) first++;
        const some = [];
        for (let n = first; n < all && some.length < atOnce && !here.has(n); n++) some.push(await sealChunk(aes, file, n));
        await post(`/${code}/letters/chunks`, new Blob([id, unhex(address), number(first, 4), ...some]));
        some.forEach((_, i) => here.add(first + i));
        tell(here.size / all, false);
        atOnce = Math.min(atOnce * 2, MOST_AT_ONCE); pause = 1000;
      }
      return { id: `${hex(id)}:${all}`, key: base64(key), name: file.name, type: file.type, size: file.size, sha256: hex(digest) };
    } catch (error) {
      if (error.status === 413) throw 'full';
      if (error.status === 400 || error.name === 'NotReadableError') throw 'failed';
      tell(here ? here.size / all : 0, true); // no network: wait, ask what arrived, go on in small steps
      await wait(pause); pause = Math.min(pause * 2, 20000); atOnce = 1; here = null;
    }
  }
}

const arrived = async (file, address, code) => (await (await post(`/${code}/letters/arrived`, new URLSearchParams({ address, file }))).json()).have;
async function post(path, body) {
  const answer = await fetch(path, { method: 'POST', body, signal: AbortSignal.timeout(90000) });
  if (!answer.ok) throw Object.assign(new Error('answer'), { status: answer.status });
  return answer;
}

// -- receiving ----------------------------------------------------------------------------------------------------------

export async function receive(attached, address, code) {
  const key = unbase64(attached.key);
  const answer = await post(`/${code}/letters/file`, new URLSearchParams({ address, file: hex(await fileId(key)) }));
  const file = await openChunks(key, attached.size, new Uint8Array(await answer.arrayBuffer()));
  if (hex(await digestOf(file)) !== attached.sha256) throw new Error('digest');
  return file;
}

// -- the form's part ----------------------------------------------------------------------------------------------------

export function chooser({ text, make, accept, heads, most, mostFiles }) {
  const input = make('input', { type: 'file', id: 'file', multiple: true, accept });
  input.setAttribute('aria-describedby', 'file-help');
  const list = make('ul', { className: 'files' }), state = make('p', { role: 'status', className: 'soft' });
  let chosen = []; // { file, sent }: sent is what a letter says of a file whose chunks are all at the door
  const row = (file, sent) => {
    const bar = make('progress', { max: 1, value: 0, hidden: true, ariaLabel: file.name });
    const remove = make('button', { type: 'button', className: 'link', onclick: () => { chosen = chosen.filter(c => c.file !== file); line.remove(); input.focus() } }, text('remove'), make('span', { className: 'unseen' }, ' ' + file.name));
    const line = make('li', {}, make('bdi', {}, file.name), ' ', remove, bar);
    list.append(line);
    return { file, sent, bar, remove, line };
  };
  input.addEventListener('change', async () => {
    const said = [];
    for (const file of input.files) {
      const wrong = chosen.length >= mostFiles ? 'many' : await fault(file, { heads, most });
      if (wrong) said.push(`${file.name}: ${text(wrong)}`); else chosen.push(row(file));
    }
    input.value = '';
    state.className = said.length ? 'error' : 'soft';
    state.textContent = said.join(' ');
  });
  return {
    nodes: [make('label', { htmlFor: 'file' }, text('files')), make('p', { className: 'help', id: 'file-help' }, text('hint')), input, list, state],
    list, state,
    get any() { return chosen.length > 0 },
    get names() { return chosen.map(c => c.file.name) },
    async restore(files, address, code) { // those of a saved letter; false where some lapsed meanwhile
      let all = true;
      for (const said of files) {
        const id = hex(await fileId(unbase64(said.key))), chunks = count(said.size);
        if ((await arrived(id, address, code)).length === chunks) chosen.push(row(said, { id: `${id}:${chunks}`, ...said })); else all = false;
      }
      return all;
    },
    async send(receipt, address, code) { // all that was chosen, one after another; says in words how far it is, by tenths
      for (const entry of chosen) {
        const { file, bar, remove } = entry;
        if (entry.sent) continue;
        bar.hidden = false; remove.hidden = true;
        try {
          entry.sent = await send(file, receipt, address, code, (part, waits) => {
            bar.value = part;
            const said = `${file.name}: ${Math.floor(part * 10) * 10} %${waits ? '. ' + text('waits') : ''}`;
            if (state.textContent !== said) { state.className = 'soft'; state.textContent = said }
          });
        } catch (error) { remove.hidden = false; state.className = 'error'; state.textContent = `${file.name}: ${text(error === 'full' ? 'full' : 'failed')}`; throw error }
      }
      return chosen.map(entry => entry.sent);
    },
    again() { // something is missing at the door: what this device has is sent again, the rest must be chosen anew
      for (const entry of chosen) { if (entry.file instanceof File) entry.sent = undefined; else entry.line.remove() }
      chosen = chosen.filter(entry => entry.file instanceof File);
    },
    clear() { chosen = []; list.replaceChildren(); state.textContent = '' },
  };
}
