const CACHE = "offline-1";
const FILES = {{ files|safe }};
const OFFLINE = "/" + (new URL(location.href).searchParams.get("lang") || "en") + "/offline/";

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([OFFLINE, ...FILES])).then(() => skipWaiting()));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE)));
  } else if (FILES.some((file) => event.request.url.endsWith(file))) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});
