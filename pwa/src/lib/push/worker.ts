/// <reference lib="webworker" />
/** The service worker's part of push: shows what comes, opens its page, and renews a subscription that ran out. */
import { bytesOf, detailsOf, fingerprint } from './browser';

/** The server's message (notifications/push/payload.py): what declarative web push reads too. */
export interface Shown {
	title: string;
	options: NotificationOptions & { data: { navigate: string }; renotify: boolean };
	badge: number | undefined;
}

/** What to show for TEXT. Browsers demand that something is shown: what can't be read is an unnamed notice. */
export function shownFrom(text: string | undefined, origin: string): Shown {
	let told: Record<string, unknown> = {};
	try {
		told = ((JSON.parse(text ?? '') as { notification?: object }).notification ?? {}) as Record<string, unknown>;
	} catch {
		// shown without its words
	}
	const word = (name: string) => (typeof told[name] === 'string' ? told[name] : undefined);
	const badge = Number(word('app_badge') ?? NaN);
	return {
		title: word('title') || 'Nouvel avis',
		options: {
			body: word('body'),
			lang: word('lang') ?? 'fr',
			tag: word('tag'),
			// What takes the place of an older one is news as well, and rings.
			renotify: word('tag') !== undefined,
			icon: '/icons/icon-192.png',
			data: { navigate: within(word('navigate'), origin) },
		},
		badge: Number.isFinite(badge) ? badge : undefined,
	};
}

/** ADDRESS as a path of ours; the inbox where it leads elsewhere. */
export function within(address: string | undefined, origin: string): string {
	try {
		const url = new URL(address ?? '', origin);
		if (address && url.origin === origin) return url.pathname + url.search + url.hash;
	} catch {
		// no address
	}
	return '/avis';
}

type SubscriptionChange = ExtendableEvent & { oldSubscription?: PushSubscription | null; newSubscription?: PushSubscription | null };

export function answerPush(worker: ServiceWorkerGlobalScope): void {
	const { origin } = worker.location;
	worker.addEventListener('push', (event) => {
		const { title, options, badge } = shownFrom(event.data?.text(), origin);
		const shown = worker.registration.showNotification(title, options);
		event.waitUntil(Promise.all([shown, markIcon(badge)]));
	});
	worker.addEventListener('notificationclick', (event) => {
		event.notification.close();
		const data = event.notification.data as { navigate?: string } | null;
		event.waitUntil(open(worker, within(data?.navigate, origin)));
	});
	worker.addEventListener('pushsubscriptionchange', (event) => {
		(event as ExtendableEvent).waitUntil(renew(worker, event as SubscriptionChange).catch(() => undefined));
	});
}

async function markIcon(badge: number | undefined): Promise<void> {
	if (badge !== undefined && 'setAppBadge' in navigator) await navigator.setAppBadge(badge).catch(() => undefined);
}

/** In a window that is open already, which goes there without losing what was typed; else in a new one. */
async function open(worker: ServiceWorkerGlobalScope, path: string): Promise<void> {
	const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
	const chosen = windows.find(({ url }) => new URL(url).pathname === path.split(/[?#]/)[0]) ?? windows.find(({ focused }) => focused) ?? windows[0];
	if (!chosen) {
		await worker.clients.openWindow(path);
		return;
	}
	const focused = await chosen.focus().catch(() => chosen);
	focused.postMessage({ open: path });
}

/** Only for who subscribed the old one, and is signed in; else the application sees to it as it is opened. */
async function renew(worker: ServiceWorkerGlobalScope, event: SubscriptionChange): Promise<void> {
	const old = event.oldSubscription?.endpoint;
	if (!old) return;
	const answer = await fetch('/api/v1/push', { credentials: 'same-origin', headers: { Accept: 'application/json' } });
	if (!answer.ok) return;
	const account = (await answer.json()) as { public_key: string; csrf_token: string; devices: { fingerprint: string }[] };
	const mine = await fingerprint(old);
	if (!account.devices.some((device) => device.fingerprint === mine)) return;
	const wish = { userVisibleOnly: true, applicationServerKey: bytesOf(account.public_key) };
	const fresh = event.newSubscription ?? (await worker.registration.pushManager.subscribe(wish));
	await fetch('/api/v1/push/devices', {
		method: 'POST',
		credentials: 'same-origin',
		headers: { 'Content-Type': 'application/json', 'X-CSRFToken': account.csrf_token },
		body: JSON.stringify({ ...detailsOf(fresh), replaces: old }),
	});
}
