// Passkeys, on pages with a button for them. The server asks in JSON; the browser answers into a hidden field.
// Where the browser has none (Tor Browser, plain HTTP) the button stays hidden and typed codes are used.

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

const made = c => ({ clientDataJSON: text(c.response.clientDataJSON), attestationObject: text(c.response.attestationObject) });
const used = c => ({ clientDataJSON: text(c.response.clientDataJSON), authenticatorData: text(c.response.authenticatorData), signature: text(c.response.signature) });

async function answer(options, making) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  const publicKey = options;
  const c = await (making ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  return JSON.stringify({ id: c.id, rawId: text(c.rawId), type: c.type, clientExtensionResults: {}, response: making ? made(c) : used(c) });
}

for (const button of document.querySelectorAll('button[data-passkey]')) {
  const form = button.closest('form'), named = /[a-z]/i.test(location.hostname); // an address of digits has no passkeys
  if (!window.PublicKeyCredential || !isSecureContext || !named) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const code = form.elements.code;
    if (code) code.required = false;
    if (!form.reportValidity()) return;
    try {
      form.elements.passkey.value = await answer(JSON.parse(button.dataset.passkey), 'making' in button.dataset);
      form.requestSubmit();
    } catch { // dismissed, or no passkey for this place
      if (code) code.required = true;
      document.getElementById('passkey-failed').hidden = false;
    }
  });
}
