// Numbers.
import { add, kit, waiting } from '/static/desk/presses.js';

const count = document.getElementById('count'), box = await kit();
const show = async () => { count.textContent = (await waiting()).length; };

for (const button of document.querySelectorAll('button[data-n]')) {
  const word = box?.words[button.dataset.n];
  button.disabled = !word;
  button.addEventListener('click', async () => {
    button.disabled = true; // one press, one entry: whoever doubts sees the mark
    await add(box, word);
    button.setAttribute('aria-pressed', 'true');
    button.disabled = false;
    await show();
  });
}
await show();

// The page itself comes back with the network, and sends what waits.
const back = async () => {
  try { if ((await fetch('/leg/away', { method: 'HEAD', cache: 'no-store' })).ok) location.reload(); } catch { /* not yet */ }
};
addEventListener('online', back);
setInterval(back, 5000);
