// The choice between change and gain as a slider: the list of points stays, and is what the button sends. The slider itself
// sends nothing: by keyboard each step would load the page anew.
for (const form of document.querySelectorAll('form[data-curve]')) {
  const points = [...form.querySelectorAll('input[type=radio]')], dots = [...form.querySelectorAll('circle')];
  if (points.length < 2) continue;
  const slider = document.createElement('input');
  Object.assign(slider, { type: 'range', min: 0, max: points.length - 1, step: 1 });
  slider.value = Math.max(0, points.findIndex(p => p.checked));
  slider.setAttribute('aria-label', form.querySelector('legend').textContent);
  form.querySelector('svg').after(slider);
  const show = n => {
    dots.forEach((dot, at) => dot.classList.toggle('chosen', at === n));
    slider.setAttribute('aria-valuetext', points[n].closest('label').textContent.trim().replace(/\s+/g, ' '));
  };
  slider.addEventListener('input', () => { points[slider.value].checked = true; show(+slider.value); });
  points.forEach((point, n) => point.addEventListener('change', () => { slider.value = n; show(n); }));
  show(+slider.value);
}
