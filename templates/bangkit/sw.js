/*
 * Keeps the pages of whoever enters for villages, so that they open without a signal: from the network first, after
 * 4 seconds the last copy. Keeps only what was answered with 200 and without a detour, and never touches what is sent.
 */
const FILES = {{ files|safe }}, STATIC = "berkas-{{ version }}", PAGES = "halaman", QUEUE = "{{ queue }}";
const KEPT = {{ kept|safe }}, MOST = 100, PATIENCE = 4_000, HOW = { ignoreVary: true };

self.addEventListener("install", (event) => event.waitUntil((async () => {
  await (await caches.open(STATIC)).addAll(FILES);
  await (await caches.open(PAGES)).add(QUEUE);
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== STATIC && name !== PAGES) await caches.delete(name);
  await self.clients.claim();
})()));

const isKept = (path) => KEPT.some((start) => path === start || (start !== "/" && path.startsWith(start)));

const keep = async (request, answer) => {
  if (!answer.ok || answer.redirected || !isKept(new URL(request.url).pathname)) return;
  if (!(await answer.clone().text()).includes("<body data-keep")) return;  // another's, or nobody's
  const pages = await caches.open(PAGES);
  await pages.put(request, answer);
  if (!await pages.match(QUEUE, HOW)) await pages.add(QUEUE);
  const keys = await pages.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST))) await pages.delete(old);
};

const copyOf = async (address) => {
  const copy = await (await caches.open(PAGES)).match(address, HOW);
  const page = (await copy?.text())?.replace("<body", `<body data-copy="${copy.headers.get("date")}"`);
  return page && new Response(page, { headers: copy.headers });
};

const pageFor = async (event) => {
  const { request } = event, answer = fetch(request), slow = new Promise((done) => setTimeout(done, PATIENCE));
  event.waitUntil(answer.then((page) => keep(request, page.clone())).catch(() => {}));
  const broken = answer.then((page) => page.status >= 500, () => true);
  if (await Promise.race([broken, slow]) !== false) {
    const copy = await copyOf(request);
    if (copy) return copy;
  }
  return answer.catch(async () => await copyOf(QUEUE) || Response.error());
};

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("{{ static }}")) event.respondWith(caches.match(request).then((file) => file || fetch(request)));
  else if (request.mode === "navigate") event.respondWith(pageFor(event));
});
