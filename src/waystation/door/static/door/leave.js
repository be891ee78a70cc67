// Quick exit: the page is replaced, so that "back" does not lead here; Escape twice does the same.
const leave = document.getElementById('leave'), go = event => { event?.preventDefault(); document.body.hidden = true; location.replace(leave.href) };
leave.addEventListener('click', go);
document.getElementById('leave-help').hidden = false;
let last = 0;
addEventListener('keydown', event => { if (event.key !== 'Escape') return; if (event.timeStamp - last < 1500) go(); last = event.timeStamp });
// A page that comes back from the browser's memory after it was left shows nothing of what stood on it.
addEventListener('pageshow', event => { if (event.persisted) location.reload() });
