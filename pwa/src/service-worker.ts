/// <reference types="@sveltejs/kit" />
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
// The application's shell, kept on the device. Data is not cached here: lib/db holds it, typed and wiped on sign-out.
import { build, files, version } from '$service-worker';

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `shell-${version}`;
const SHELL = '/';
const KEPT = [...build, ...files.filter((file) => !file.startsWith('/.'))];
const kept = new Set(KEPT);

/** First segments of the application's own addresses (src/routes); every other address is the server's. */
const SCREENS = new Set(['', 'connexion', 'contacts', 'imports', 'evenements', 'appareils', 'avis', 'compte']);

worker.addEventListener('install', (event) => {
	event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([SHELL, ...KEPT])));
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(dropOldShells().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
	if (event.data === 'take-over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
	if (kept.has(url.pathname)) event.respondWith(fromCache(url.pathname, request));
	else if (request.mode === 'navigate' && isScreen(url.pathname)) event.respondWith(fromCache(SHELL, request));
});

function isScreen(pathname: string): boolean {
	return SCREENS.has(pathname.split('/')[1] ?? '');
}

/** Cache first: a version is whole, and the next one is offered once it is whole too. */
async function fromCache(key: string, request: Request): Promise<Response> {
	const cache = await caches.open(CACHE);
	return (await cache.match(key, { ignoreVary: true })) ?? fetch(request);
}

async function dropOldShells(): Promise<void> {
	const names = await caches.keys();
	await Promise.all(names.filter((name) => name.startsWith('shell-') && name !== CACHE).map((name) => caches.delete(name)));
}
