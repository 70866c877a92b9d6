// Without a signal the pages of the form answer with one page that says so. Nothing else is ever kept here: no form, no
// number, no code, no answer of the server.
const KEPT = "alur-luring-1";
const PAGE = new URL("luring", self.registration.scope.replace(/\/?$/, "/")).href;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(KEPT);
      const page = await fetch(PAGE, { cache: "reload", credentials: "omit" });
      if (!page.ok) throw new Error("no page");
      const text = await page.clone().text();
      const pieces = [...text.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|png|svg))"/g)].map((each) => each[1]);
      await cache.put(PAGE, page);
      await cache.addAll([...new Set(pieces)]);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// What a form was sending when the signal went: in memory alone, for the page that asks for it at once.
let held = null;

async function sent(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    held = { where: new URL(request.url).pathname, fields: [...(await copy.formData())] };
    return caches.match(PAGE);
  }
}

self.addEventListener("message", (event) => {
  event.source.postMessage(held);
  held = null;
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "POST") {
    event.respondWith(sent(request));
  } else if (request.method !== "GET") {
    return;
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (new URL(request.url).origin === location.origin) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()));
  }
});
