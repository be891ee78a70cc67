// Sealing by WebCrypto alone: HPKE (RFC 9180: base mode, X25519, HKDF-SHA256, AES-256-GCM) of padded bytes.
const S = crypto.subtle, EMPTY = new Uint8Array();
export const utf8 = text => new TextEncoder().encode(text);
export const join = (...parts) => { const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0)); let at = 0; for (const p of parts) { out.set(p, at); at += p.length } return out };
export const unhex = text => Uint8Array.from(text.match(/../g) ?? [], h => parseInt(h, 16));
export const hex = bytes => [...bytes].map(b => b.toString(16).padStart(2, '0')).join('');
export const base64 = bytes => btoa(Array.from(bytes, b => String.fromCharCode(b)).join(''));
export const unbase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));

const hmac = async (key, data) => new Uint8Array(await S.sign('HMAC', await S.importKey('raw', key.length ? key : new Uint8Array(32), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']), data));
const extract = (suite, salt, label, ikm) => hmac(salt, join(utf8('HPKE-v1'), suite, utf8(label), ikm));
const expand = async (suite, prk, label, info, size) => (await hmac(prk, join(new Uint8Array([size >> 8, size]), utf8('HPKE-v1'), suite, utf8(label), info, new Uint8Array([1])))).slice(0, size);
const KEM = join(utf8('KEM'), new Uint8Array([0, 0x20])), HPKE = join(utf8('HPKE'), new Uint8Array([0, 0x20, 0, 1, 0, 2]));

export async function hpke(recipient, info, plain) {
  const mine = await S.generateKey({ name: 'X25519' }, true, ['deriveBits']);
  const enc = new Uint8Array(await S.exportKey('raw', mine.publicKey));
  const theirs = await S.importKey('raw', recipient, { name: 'X25519' }, false, []);
  const dh = new Uint8Array(await S.deriveBits({ name: 'X25519', public: theirs }, mine.privateKey, 256));
  const shared = await expand(KEM, await extract(KEM, EMPTY, 'eae_prk', dh), 'shared_secret', join(enc, recipient), 32);
  const context = join(new Uint8Array([0]), await extract(HPKE, EMPTY, 'psk_id_hash', EMPTY), await extract(HPKE, EMPTY, 'info_hash', info));
  const secret = await extract(HPKE, shared, 'secret', EMPTY);
  const key = await S.importKey('raw', await expand(HPKE, secret, 'key', context, 32), 'AES-GCM', false, ['encrypt']);
  return join(enc, new Uint8Array(await S.encrypt({ name: 'AES-GCM', iv: await expand(HPKE, secret, 'base_nonce', context, 12) }, key, plain)));
}

const STEP = 2048;
export const pad = plain => { const out = new Uint8Array(Math.ceil((plain.length + 1) / STEP) * STEP); out.set(plain); out[plain.length] = 0x80; return out };
export const unpad = padded => padded.slice(0, padded.lastIndexOf(0x80));

export async function able() { // whether this browser has all that is needed; Tor Browser has, Android of eight years ago has not
  try { await S.generateKey({ name: 'X25519' }, true, ['deriveBits']); return isSecureContext && typeof BigInt === 'function' } catch { return false }
}
