/// <reference types="@sveltejs/kit" />
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
// The application's shell, kept on the device. Data is not cached here: lib/db holds it, typed and wiped on sign-out.
import { build, files, version } from '$service-worker';
import { SCREENS } from './lib/pwa/screens';
import { answerPush } from './lib/push/worker';

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `shell-${version}`;
const SHELL = '/';
/** The decoder of the door's scanner, a megabyte: kept by the devices that scan, once they ask for it (lib/pwa/parts.ts). */
const PARTS = 'parts';
const LARGE = build.filter((address) => address.endsWith('.wasm'));
const KEPT = [...build.filter((address) => !LARGE.includes(address)), ...files.filter((file) => !/^\/(\.|guide\/)/.test(file))];
const kept = new Set(KEPT);


answerPush(worker);

worker.addEventListener('install', (event) => {
	event.waitUntil(Promise.all([caches.open(CACHE).then((cache) => cache.addAll([SHELL, ...KEPT])), keepPartsAgain()]));
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(Promise.all([dropOldShells(), dropOldParts()]).then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
	if (event.data === 'take-over') void worker.skipWaiting();
	else if (event.data === 'keep-parts') event.waitUntil(keepParts());
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
	if (kept.has(url.pathname)) event.respondWith(fromCache(url.pathname, request));
	else if (LARGE.includes(url.pathname)) event.respondWith(fromParts(request));
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

/** Their names carry what they hold: one that is kept is good for ever. */
async function keepParts(): Promise<void> {
	const cache = await caches.open(PARTS);
	const held = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
	await cache.addAll(LARGE.filter((address) => !held.has(address)));
}

/** A new version of the application: a device that scans has its decoder before it takes over. */
async function keepPartsAgain(): Promise<void> {
	if (await caches.has(PARTS)) await keepParts();
}

async function dropOldParts(): Promise<void> {
	if (!(await caches.has(PARTS))) return;
	const cache = await caches.open(PARTS);
	const old = (await cache.keys()).filter(({ url }) => !LARGE.includes(new URL(url).pathname));
	await Promise.all(old.map((request) => cache.delete(request)));
}

async function fromParts(request: Request): Promise<Response> {
	const held = (await caches.has(PARTS)) ? await (await caches.open(PARTS)).match(request, { ignoreVary: true }) : undefined;
	return held ?? fetch(request);
}
