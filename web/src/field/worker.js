// The service worker of the field app: keeps the app itself, so that it starts without a network.
// What the app works with is kept by the app, in its own database; answers of the service are never
// kept here. The two lines below are filled in when the pages are built.
const VERSION = '__VERSION__'
const FILES = ['__FILES__']

const NAME = `field-${VERSION}`

self.addEventListener('install', (event) => {
  // The new version waits until nobody works with the old one.
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)))
})

self.addEventListener('activate', (event) => {
  const old = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('field-') && name !== NAME) await caches.delete(name)
    }
    await self.clients.claim()
  }
  event.waitUntil(old())
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return
  const isPage = event.request.mode === 'navigate'
  if (isPage && url.pathname !== '/field') return
  if (!isPage && !FILES.includes(url.pathname)) return
  const path = isPage ? '/field' : url.pathname
  event.respondWith(
    caches
      .open(NAME)
      .then((cache) => cache.match(path))
      .then((kept) => kept ?? fetch(event.request)),
  )
})
