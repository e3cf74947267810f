/** What this browser can do about notifications, and its subscription to them. */

/** off: may be switched on; install: only once the application is on the home screen (iPhone, iPad). */
export type Standing = 'on' | 'off' | 'denied' | 'unsupported' | 'install';

/** The part of a browser that decides; given by tests. */
export interface Surroundings {
	userAgent: string;
	touchPoints: number;
	standalone: boolean;
	hasPush: boolean;
	permission: NotificationPermission | undefined;
}

export function surroundings(): Surroundings {
	return {
		userAgent: navigator.userAgent,
		touchPoints: navigator.maxTouchPoints,
		standalone: matchMedia('(display-mode: standalone)').matches,
		hasPush: 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window,
		permission: 'Notification' in window ? Notification.permission : undefined,
	};
}

/** Without regard to whether it is subscribed: that is `on`. */
export function standingOf({ userAgent, touchPoints, standalone, hasPush, permission }: Surroundings): Exclude<Standing, 'on'> {
	// An iPad says it is a Mac; Macs have no touch screen.
	const apple = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
	if (!hasPush) return apple && !standalone ? 'install' : 'unsupported';
	return permission === 'denied' ? 'denied' : 'off';
}

const SYSTEMS: [RegExp, string][] = [
	[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/CrOS/, 'ChromeOS'], [/Macintosh/, 'Mac'], [/Linux/, 'Linux'],
];
const BROWSERS: [RegExp, string][] = [
	[/Edg(A|iOS)?\//, 'Edge'], [/OPR\//, 'Opera'], [/SamsungBrowser\//, 'Samsung Internet'], [/(Firefox|FxiOS)\//, 'Firefox'], [/(Chrome|CriOS)\//, 'Chrome'], [/Safari\//, 'Safari'],
];

/** By which a person knows their device in the list: Firefox sur Android. */
export function deviceName(userAgent: string): string {
	const named = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent))?.[1];
	return [named(BROWSERS) ?? 'Navigateur', named(SYSTEMS)].filter(Boolean).join(' sur ');
}

/** As the server's `fingerprint`: a browser finds its own row, and the endpoint stays a secret. */
export async function fingerprint(endpoint: string): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
	return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('').slice(0, 32);
}

/** A key of the server's (base64url) as `applicationServerKey`. */
export function bytesOf(key: string): Uint8Array<ArrayBuffer> {
	const text = atob(key.replace(/-/g, '+').replace(/_/g, '/'));
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function sameKey(subscription: PushSubscription, key: string): boolean {
	const held = subscription.options.applicationServerKey;
	if (!held) return true; // this browser does not tell
	const [one, other] = [new Uint8Array(held), bytesOf(key)];
	return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

/** What the server is given of a subscription. */
export function detailsOf(subscription: PushSubscription): { endpoint: string; keys: { p256dh: string; auth: string } } {
	const { endpoint = '', keys = {} } = subscription.toJSON();
	return { endpoint, keys: { p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' } };
}
