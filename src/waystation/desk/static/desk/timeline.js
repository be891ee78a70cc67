// Zooming without a jump: the drawings' view boxes move to the new span, then the page's part is changed for the new one.

const still = matchMedia('(prefers-reduced-motion: reduce)').matches;

const numbers = box => box.split(' ').map(Number);

const glide = (to, then) => {
  const svgs = [...document.querySelectorAll('#timeline svg.dates')], from = svgs[0] && numbers(svgs[0].getAttribute('viewBox'));
  if (!from || still) return then();
  const begun = performance.now(), goal = numbers(to);
  const step = now => {
    const t = Math.min(1, (now - begun) / 300), eased = t * t * (3 - 2 * t);
    const box = from.map((n, i) => n + (goal[i] - n) * eased).join(' ');
    for (const svg of svgs) svg.setAttribute('viewBox', box);
    t < 1 ? requestAnimationFrame(step) : then();
  };
  requestAnimationFrame(step);
};

document.addEventListener('click', async event => {
  const link = event.target.closest('#timeline .zoom a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { redirect: 'error' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html'), fresh = page.getElementById('timeline');
    if (!fresh) throw new Error('no timeline');
    glide(fresh.dataset.box, () => {
      document.getElementById('timeline').replaceWith(fresh);
      history.replaceState(null, '', link.href);
      fresh.querySelector('.zoom a[aria-current]')?.focus({ preventScroll: true });
    });
  } catch { location.href = link.href; }
});
