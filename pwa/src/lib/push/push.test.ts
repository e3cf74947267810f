import { describe, expect, it, vi } from 'vitest';
import type { PushAccount, PushDevice } from '$lib/api';
import { bytesOf, deviceName, fingerprint, standingOf, type Surroundings } from './browser';
import { Subscriber, type Parts } from './subscription';
import { Told } from './told';
import { answerPush, shownFrom, within } from './worker';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1';
const IPAD = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15';
const EDGE = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
const ANDROID = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';
const KEY = 'BPgd';

describe('what a browser can do', () => {
	const at = (values: Partial<Surroundings>) => standingOf({ userAgent: EDGE, touchPoints: 0, standalone: false, hasPush: true, permission: 'default', ...values });

	it('says so honestly', () => {
		expect(at({})).toBe('off');
		expect(at({ permission: 'granted' })).toBe('off');
		expect(at({ permission: 'denied' })).toBe('denied');
		expect(at({ hasPush: false, permission: undefined })).toBe('unsupported');
	});
	it('knows that iPhones and iPads want the application on the home screen first', () => {
		expect(at({ userAgent: IPHONE, touchPoints: 5, hasPush: false })).toBe('install');
		expect(at({ userAgent: IPAD, touchPoints: 5, hasPush: false })).toBe('install');
		expect(at({ userAgent: IPAD, touchPoints: 0, hasPush: false })).toBe('unsupported');
		expect(at({ userAgent: IPHONE, touchPoints: 5, hasPush: false, standalone: true })).toBe('unsupported');
		expect(at({ userAgent: IPHONE, touchPoints: 5, standalone: true })).toBe('off');
	});
	it('has a name by which a person knows it', () => {
		expect([IPHONE, EDGE, ANDROID, 'curl'].map(deviceName)).toEqual(['Safari sur iPhone', 'Edge sur Windows', 'Firefox sur Android', 'Navigateur']);
	});
	it('is found by the fingerprint that the server gives', async () => {
		// sha256("https://push.example.org/a"), as the server's tests reckon it
		expect(await fingerprint('https://push.example.org/a')).toBe(FINGERPRINT);
	});
});
const FINGERPRINT = '87d7fd8034feeebb093da81c108c594b';

/** A browser and a server of one test. */
function open(values: { held?: string; key?: string; mark?: { id: string; endpoint: string }; devices?: Partial<PushDevice>[]; permitted?: boolean }) {
	let mark = values.mark;
	let held: string | null = values.held ?? null;
	const subscription = (endpoint: string) =>
		({
			endpoint,
			options: { applicationServerKey: bytesOf(values.key ?? KEY).buffer },
			toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: 'p', auth: 'a' } }),
			unsubscribe: vi.fn(async () => ((held = null), true)),
		}) as unknown as PushSubscription;
	const account = { public_key: KEY, csrf_token: 't', devices: (values.devices ?? []).map((device) => ({ fresh: true, ...device })) } as PushAccount;
	const parts = {
		able: () => true,
		permitted: () => values.permitted ?? true,
		name: () => 'Firefox sur Android',
		current: async () => (held === null ? null : subscription(held)),
		subscribe: vi.fn(async () => subscription((held ??= 'new'))),
		account: vi.fn(async () => account),
		add: vi.fn(async () => ({ id: 'row' })),
		remove: vi.fn(async () => undefined),
		mark: { get: async () => mark, set: async (value) => void (mark = value), drop: async () => void (mark = undefined) },
	} satisfies Parts;
	return { subscriber: new Subscriber(parts), parts, account, now: () => ({ held, mark }) };
}

describe('the subscription of this browser', () => {
	it('is made, and marked as this person’s', async () => {
		const { subscriber, parts, account, now } = open({});
		await subscriber.start(account);
		expect(parts.add).toHaveBeenCalledWith({ endpoint: 'new', keys: { p256dh: 'p', auth: 'a' }, replaces: '', name: 'Firefox sur Android' });
		expect(now()).toEqual({ held: 'new', mark: { id: 'row', endpoint: 'new' } });
	});
	it('is made anew where the server has another key', async () => {
		const { subscriber, parts, account, now } = open({ held: 'old', key: 'AAAA', mark: { id: 'row', endpoint: 'old' } });
		await subscriber.start(account);
		expect(parts.add).toHaveBeenCalledWith(expect.objectContaining({ endpoint: 'new', replaces: 'old' }));
		expect(now().held).toBe('new');
	});
	it('ends here even when the server can’t be told', async () => {
		const { subscriber, parts, now } = open({ held: 'a', mark: { id: 'row', endpoint: 'a' } });
		parts.remove.mockRejectedValue(new TypeError('fetch'));
		await subscriber.stop();
		expect(now()).toEqual({ held: null, mark: undefined });
	});
});

describe('as the application is opened', () => {
	const mark = { id: 'row', endpoint: 'a' };

	it('nothing is asked of the server where nothing was switched on', async () => {
		const { subscriber, parts } = open({});
		await subscriber.keepUp();
		expect(parts.account).not.toHaveBeenCalled();
	});
	it('a subscription of somebody else ends', async () => {
		const { subscriber, parts, now } = open({ held: 'a' });
		await subscriber.keepUp();
		expect(now().held).toBeNull();
		expect(parts.add).not.toHaveBeenCalled();
	});
	it('one that holds is left alone', async () => {
		const { subscriber, parts } = open({ held: 'a', mark, devices: [{ id: 'row' }] });
		await subscriber.keepUp();
		expect(parts.add).not.toHaveBeenCalled();
	});
	it('one that was removed from another device stays removed', async () => {
		const { subscriber, now } = open({ held: 'a', mark, devices: [{ id: 'other' }] });
		await subscriber.keepUp();
		expect(now()).toEqual({ held: null, mark: undefined });
	});
	it.each([
		['was lost', { held: undefined, mark, devices: [{ id: 'row' }] }],
		['was renewed by the service worker', { held: 'b', mark, devices: [{ id: 'row' }] }],
		['has the key of before', { held: 'a', key: 'AAAA', mark, devices: [{ id: 'row', fresh: false }] }],
	])('one that %s goes on', async (_, values) => {
		const { subscriber, parts, now } = open(values);
		await subscriber.keepUp();
		expect(parts.add).toHaveBeenCalledWith(expect.objectContaining({ replaces: 'a' }));
		expect(now().mark?.endpoint).toBe(now().held);
	});
	it('nothing is done where notifications were refused', async () => {
		const { subscriber, parts } = open({ mark, permitted: false });
		await subscriber.keepUp();
		expect(parts.subscribe).not.toHaveBeenCalled();
	});
});

describe('what a device displays', () => {
	it('goes with the last notice that is read, and with the person', async () => {
		const icon = { setAppBadge: vi.fn(async () => undefined), clearAppBadge: vi.fn(async () => undefined) };
		const close = vi.fn();
		const told = new Told(icon, async () => [{ close }] as unknown as Notification[]);
		await told.count(0); // not known yet
		await told.count(2);
		await told.count(1);
		expect(close).not.toHaveBeenCalled();
		await told.count(0);
		expect(close).toHaveBeenCalledTimes(1);
		expect(icon.setAppBadge).toHaveBeenLastCalledWith(0);
		await told.clear();
		expect(close).toHaveBeenCalledTimes(2);
		expect(icon.clearAppBadge).toHaveBeenCalled();
	});
});

const ORIGIN = 'https://relations.example.org';

describe('what the service worker shows', () => {
	it('is the server’s message', () => {
		const told = { web_push: 8030, notification: { title: 'Arrivée', body: 'Porte B', lang: 'fr', dir: 'ltr', navigate: `${ORIGIN}/a?avis=1#b`, tag: 't', app_badge: '3' } };
		expect(shownFrom(JSON.stringify(told), ORIGIN)).toEqual({
			title: 'Arrivée',
			options: { body: 'Porte B', lang: 'fr', tag: 't', renotify: true, icon: '/icons/icon-192.png', data: { navigate: '/a?avis=1#b' } },
			badge: 3,
		});
	});
	it.each([undefined, '', 'no json', '[]', '{"notification":null}', '{"notification":{"title":7}}'])('is something for %j as well', (text) => {
		const shown = shownFrom(text, ORIGIN);
		expect(shown.title).toBe('Nouvel avis');
		expect(shown.options.data.navigate).toBe('/avis');
	});
	it('leads nowhere else', () => {
		expect(within('https://example.org/', ORIGIN)).toBe('/avis');
		expect(within('javascript:alert(1)', ORIGIN)).toBe('/avis');
		expect(within('//example.org/a', ORIGIN)).toBe('/avis');
		expect(within('/contacts', ORIGIN)).toBe('/contacts');
	});
});

/** A service worker's global, and a way to send it events. */
function worker(windows: { url: string; focused: boolean }[] = []) {
	const heard = new Map<string, (event: unknown) => void>();
	const clients = windows.map((window) => {
		const client = { ...window, postMessage: vi.fn(), focus: vi.fn(async () => client) };
		return client;
	});
	const scope = {
		location: { origin: ORIGIN },
		addEventListener: (name: string, listener: (event: unknown) => void) => heard.set(name, listener),
		registration: { showNotification: vi.fn(async () => undefined), pushManager: { subscribe: vi.fn(async () => fresh) } },
		clients: { matchAll: async () => clients, openWindow: vi.fn(async () => null) },
	};
	answerPush(scope as unknown as ServiceWorkerGlobalScope);
	const send = async (name: string, event: object) => {
		const done: Promise<unknown>[] = [];
		heard.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => done.push(promise) });
		await Promise.all(done);
	};
	return { scope, clients, send };
}
const fresh = { toJSON: () => ({ endpoint: 'new', keys: { p256dh: 'p', auth: 'a' } }) };

describe('the service worker', () => {
	const pressed = () => ({ notification: { close: vi.fn(), data: { navigate: '/evenements/1?avis=2' } } });

	it('shows what comes', async () => {
		const { scope, send } = worker();
		await send('push', { data: { text: () => '{"notification":{"title":"A"}}' } });
		expect(scope.registration.showNotification).toHaveBeenCalledWith('A', expect.anything());
	});
	it('opens a window where there is none', async () => {
		const { scope, send } = worker();
		const event = pressed();
		await send('notificationclick', event);
		expect(event.notification.close).toHaveBeenCalled();
		expect(scope.clients.openWindow).toHaveBeenCalledWith('/evenements/1?avis=2');
	});
	it('brings the page to a window that is open, the one that shows it first', async () => {
		const { scope, clients, send } = worker([{ url: `${ORIGIN}/contacts`, focused: true }, { url: `${ORIGIN}/evenements/1`, focused: false }]);
		await send('notificationclick', pressed());
		expect(clients[1]?.focus).toHaveBeenCalled();
		expect(clients[1]?.postMessage).toHaveBeenCalledWith({ open: '/evenements/1?avis=2' });
		expect(scope.clients.openWindow).not.toHaveBeenCalled();
	});
	it('tells the server of a subscription that its push service changed, for who had it', async () => {
		const calls: [string, RequestInit][] = [];
		const account = { public_key: KEY, csrf_token: 'secret', devices: [{ fingerprint: await fingerprint('old') }] };
		vi.stubGlobal('fetch', async (address: string, wish: RequestInit) => {
			calls.push([address, wish]);
			return { ok: true, json: async () => account };
		});
		const { send } = worker();
		await send('pushsubscriptionchange', { oldSubscription: { endpoint: 'old' } });
		expect(JSON.parse(calls[1]?.[1].body as string)).toEqual({ endpoint: 'new', keys: { p256dh: 'p', auth: 'a' }, replaces: 'old' });
		expect(calls[1]?.[1].headers).toMatchObject({ 'X-CSRFToken': 'secret' });
		await send('pushsubscriptionchange', { oldSubscription: { endpoint: 'of somebody else' } });
		expect(calls).toHaveLength(3);
		vi.unstubAllGlobals();
	});
});
