/**
 * Keeps the page itself on the phone, so that tickets can be shown without a network. It never answers for the API: what is
 * true of seats and money only the server says.
 */
interface WorkerScope {
  registration: { scope: string };
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(type: string, listener: (event: WorkerEvent) => void): void;
}
interface WorkerEvent {
  request: Request;
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
}
const worker = self as unknown as WorkerScope;

/** Put in when the page is built (vite.config.ts). */
const built = JSON.parse('built-files') as { version: string; files: string[] };
const pageCache = `marquee page ${built.version}`;
/** Posters of tickets, and fonts of other scripts. */
const looksCache = 'marquee looks';
const looksMax = 300;
/** The server names `Vary: Origin` for everything; what this page asks for is the same for each. */
const whoeverAsks = { ignoreVary: true };
const home = new URL('./', worker.registration.scope).href;

worker.addEventListener('install', (event) => {
  const urls = [home, ...built.files.map((file) => new URL(file, home).href)];
  event.waitUntil(
    caches
      .open(pageCache)
      .then((cache) => cache.addAll(urls.map((url) => new Request(url, { cache: 'no-cache' }))))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith('marquee page ') && name !== pageCache))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== new URL(home).origin) return;
  if (request.mode === 'navigate' && url.href.startsWith(home)) event.respondWith(openPage(request));
  else if (url.href.startsWith(new URL('assets/', home).href)) event.respondWith(keepLooks(request));
  else if (url.pathname.startsWith('/posters/')) event.respondWith(keepLooks(request));
});

/** The newest page where there is a network; otherwise the one that is kept. */
async function openPage(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(4000) });
    if (answer.ok) return answer;
  } catch {
    // No network, or a very slow one.
  }
  return (await caches.match(home, whoeverAsks)) ?? Response.error();
}

async function keepLooks(request: Request): Promise<Response> {
  const kept = await caches.match(request, whoeverAsks);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(looksCache);
    const names = await cache.keys();
    if (names[0] && names.length >= looksMax) await cache.delete(names[0]);
    await cache.put(request, answer.clone());
  }
  return answer;
}
