// Where a page is opened while the service does not answer, says so and opens it once it answers. Takes part in nothing else.
'use strict';
const page = '/console/away';

self.addEventListener('install', event => {
  event.waitUntil(caches.open('tidegate').then(cache => cache.add(new Request(page, { cache: 'reload' }))).then(() => self.skipWaiting()));
});
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  if (event.request.mode !== 'navigate' || event.request.method !== 'GET') return;
  event.respondWith(fetch(event.request).catch(async error => {
    const away = await caches.match(page);
    if (!away) throw error;
    return away;
  }));
});
