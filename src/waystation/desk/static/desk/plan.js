// The choice between change and gain as a slider: the list of points stays, and is what is sent.
for (const form of document.querySelectorAll('form[data-curve]')) {
  const points = [...form.querySelectorAll('input[type=radio]')], dots = [...form.querySelectorAll('circle')];
  if (points.length < 2) continue;
  const slider = document.createElement('input');
  Object.assign(slider, { type: 'range', min: 0, max: points.length - 1, step: 1 });
  slider.value = Math.max(0, points.findIndex(p => p.checked));
  slider.setAttribute('aria-label', form.querySelector('legend').textContent);
  form.querySelector('svg').after(slider);
  const show = n => dots.forEach((dot, at) => dot.classList.toggle('chosen', at === n));
  slider.addEventListener('input', () => { points[slider.value].checked = true; show(+slider.value); });
  slider.addEventListener('change', () => form.requestSubmit());
  points.forEach((point, n) => point.addEventListener('change', () => { slider.value = n; show(n); }));
}
