// Where a page cannot be reached, another is shown in its place. Nothing that the server says is ever kept: the shelf holds
// files that are the same for everybody.
const SHELL = 'notes';

addEventListener('install', () => self.skipWaiting());
addEventListener('activate', event => event.waitUntil(self.clients.claim()));
addEventListener('fetch', event => {
  const request = event.request, path = new URL(request.url).pathname;
  if (request.method !== 'GET' || (request.mode === 'navigate' ? path !== '/leg' : !path.startsWith('/static/'))) return;
  const kept = async () => (await (await caches.open(SHELL)).match(request.mode === 'navigate' ? '/leg/away' : path)) ?? Response.error();
  event.respondWith(fetch(request).catch(kept));
});
