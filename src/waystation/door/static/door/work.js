// Finds the proof that a letter was worked for, in a thread of its own: SHA-256(prefix ‖ 8 bytes) with so many zero bits.
onmessage = async ({ data: { prefix, bits } }) => {
  const tried = new Uint8Array(prefix.length + 8), view = new DataView(tried.buffer);
  tried.set(prefix);
  for (let n = 0; ; n++) {
    view.setUint32(prefix.length + 4, n);
    const digest = new DataView(await crypto.subtle.digest('SHA-256', tried));
    if (digest.getUint32(0) >>> (32 - bits) === 0) return postMessage(tried.slice(prefix.length));
  }
};
