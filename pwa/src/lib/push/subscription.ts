/** This browser's subscription, agreed with the server: made, renewed, and ended with whoever made it. */
import { api, ask, type PushAccount } from '$lib/api';
import { base } from '$lib/db';
import { bytesOf, detailsOf, deviceName, fingerprint, sameKey, standingOf, surroundings } from './browser';

/** Kept with the data of one person, and gone with it: whose subscription this is. */
interface Mark {
	id: string;
	endpoint: string;
}
const MARK = 'push';
/** Some browsers wait for ever where their push service can't be reached. */
const PATIENCE = 20_000;

export interface Parts {
	able: () => boolean;
	permitted: () => boolean;
	name: () => string;
	current: () => Promise<PushSubscription | null>;
	subscribe: (key: string) => Promise<PushSubscription>;
	account: () => Promise<PushAccount>;
	add: (body: object) => Promise<{ id: string }>;
	remove: (id: string) => Promise<unknown>;
	mark: { get: () => Promise<Mark | undefined>; set: (mark: Mark) => Promise<void>; drop: () => Promise<void> };
}

export class NoPushService extends Error {}

export class Subscriber {
	constructor(private readonly parts: Parts = real) {}

	/** This browser's own row of DEVICES. */
	async mine<D extends { fingerprint: string }>(devices: readonly D[]): Promise<D | undefined> {
		const held = this.parts.able() ? await this.parts.current() : null;
		if (!held) return undefined;
		const mine = await fingerprint(held.endpoint);
		return devices.find((device) => device.fingerprint === mine);
	}

	/** Subscribes, anew where the server has another key by now. Throws NoPushService, or the server's Problem. */
	async start(account: PushAccount): Promise<void> {
		const before = await this.parts.mark.get();
		const held = await this.parts.current();
		if (held && !sameKey(held, account.public_key)) await held.unsubscribe();
		const subscription = await this.parts.subscribe(account.public_key);
		const details = detailsOf(subscription);
		const replaces = before?.endpoint ?? held?.endpoint ?? '';
		const { id } = await this.parts.add({ ...details, replaces, name: this.parts.name() });
		await this.parts.mark.set({ id, endpoint: details.endpoint });
	}

	/** Ends it here, and on the server where it can be told; a push service tells it the rest. */
	async stop(): Promise<void> {
		const mark = await this.parts.mark.get();
		await this.parts.mark.drop();
		await (await this.parts.current())?.unsubscribe();
		if (mark) await this.parts.remove(mark.id).catch(() => undefined);
	}

	/** As the application is opened. What was switched on goes on; what is not this person's, or was removed
	 *  elsewhere, ends: nobody is told what they did not ask for. */
	async keepUp(): Promise<void> {
		if (!this.parts.able() || !this.parts.permitted()) return;
		const [mark, held] = [await this.parts.mark.get(), await this.parts.current()];
		if (!mark) {
			await held?.unsubscribe();
			return;
		}
		const account = await this.parts.account();
		const known = account.devices.find(({ id }) => id === mark.id);
		if (!known) await this.stop();
		else if (!held || !known.fresh || held.endpoint !== mark.endpoint) await this.start(account);
	}
}

async function registration(): Promise<ServiceWorkerRegistration> {
	return Promise.race([navigator.serviceWorker.ready, patience()]);
}

function patience(): Promise<never> {
	return new Promise((_, fail) => setTimeout(() => fail(new NoPushService()), PATIENCE));
}

async function subscribeTo(key: string): Promise<PushSubscription> {
	const { pushManager } = await registration();
	const wish = pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
	return Promise.race([wish, patience()]).catch((error: unknown) => {
		throw new NoPushService(undefined, { cause: error });
	});
}

const real: Parts = {
	able: () => surroundings().hasPush,
	permitted: () => standingOf(surroundings()) === 'off' && Notification.permission === 'granted',
	name: () => deviceName(navigator.userAgent),
	current: async () => (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription() ?? null,
	subscribe: subscribeTo,
	account: () => ask(api.GET('/api/v1/push')),
	add: (body) => ask(api.POST('/api/v1/push/devices', { body: body as never })),
	remove: (device_id) => ask(api.DELETE('/api/v1/push/devices/{device_id}', { params: { path: { device_id } } })),
	mark: {
		get: () => base.getMeta<Mark>(MARK),
		set: (mark) => base.setMeta(MARK, mark),
		drop: () => base.meta.delete(MARK),
	},
};

export const subscriber = new Subscriber();
