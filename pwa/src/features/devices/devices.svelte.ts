/** The kiosks: what they are doing, adding one, its pairing code, revoking it. */
import { api, ask, asProblem, type Device, type Event, type FieldErrors, type Pairing, type Problem } from '$lib/api';
import { live } from '$lib/live';
import { t } from '$lib/texts';

const ONLINE_WITHIN = 2 * 60_000;
const MOST = 200;
const SETTLE = 300;

export type DeviceState = 'waiting' | 'online' | 'silent' | 'revoked';

export function stateOf(device: Device, now = Date.now()): DeviceState {
	if (device.revoked_at) return 'revoked';
	if (!device.paired_at) return 'waiting';
	const seen = device.last_seen_at ?? device.paired_at;
	return now - Date.parse(seen) < ONLINE_WITHIN ? 'online' : 'silent';
}

export const fetchDevices = async (): Promise<Device[]> => (await ask(api.GET('/api/v1/devices', { params: { query: { limit: MOST } } }))).items;
export const fetchGates = async (event_id: string): Promise<string[]> =>
	(await ask(api.GET('/api/v1/events/{event_id}/doors', { params: { path: { event_id } } }))).gates.map(({ name }) => name);
export const fetchUpcoming = async (): Promise<Event[]> =>
	(await ask(api.GET('/api/v1/events', { params: { query: { period: 'upcoming', sort: 'starts_at', limit: MOST } } }))).items.filter((event) => event.state !== 'cancelled');

const of = (device_id: string) => ({ params: { path: { device_id } } });

export class Devices {
	all = $state.raw<Device[]>([]);
	ready = $state(false);
	problem = $state.raw<Problem | null>(null);
	/** The code being shown. */
	pairing = $state.raw<Pairing | null>(null);
	now = $state(Date.now());

	readonly working = $derived(this.all.filter((device) => !device.revoked_at));
	readonly revoked = $derived(this.all.filter((device) => device.revoked_at));
	/** The kiosk took the code that is shown. */
	readonly paired = $derived.by(() => {
		const shown = this.pairing;
		const device = this.all.find((other) => other.id === shown?.id);
		return !!shown && !!device?.paired_at && device.paired_at !== shown.paired_at;
	});
	/** Seconds the shown code is still good for. */
	readonly left = $derived(this.pairing ? Math.max(0, Math.round((Date.parse(this.pairing.expires_at) - this.now) / 1000)) : 0);

	async load(): Promise<void> {
		try {
			this.all = await fetchDevices();
			this.problem = null;
			this.ready = true;
		} catch (error) {
			this.problem = asProblem(error);
		}
		this.now = Date.now();
	}

	async add(name: string, event_id: string, gate: string): Promise<void> {
		this.pairing = await ask(api.POST('/api/v1/devices', { body: { name, event_id, gate } }));
		await this.load();
	}

	async renew(device: Device): Promise<void> {
		this.pairing = await ask(api.POST('/api/v1/devices/{device_id}/pairing-code', of(device.id)));
		this.now = Date.now();
	}

	async revoke(device: Device): Promise<void> {
		this.#put(await ask(api.POST('/api/v1/devices/{device_id}/revoke', of(device.id))));
	}

	async move(device: Device, to: { name: string; gate: string; event_id: string }): Promise<void> {
		this.#put(await ask(api.PATCH('/api/v1/devices/{device_id}', { ...of(device.id), body: to })));
	}

	/** Asks the kiosk to judge alone once, as if the network were cut. */
	async drill(device: Device): Promise<void> {
		this.#put(await ask(api.POST('/api/v1/devices/{device_id}/drill', of(device.id))));
	}

	#put(changed: Device): void {
		this.all = this.all.map((other) => (other.id === changed.id ? changed : other));
	}

	/** Follows what the server announces of kiosks, and asks again now and then for what only ages: more often while a
	 *  code waits to be used. The returned function stops. */
	watch(every: { second: number; list: number; code: number } = { second: 1000, list: 15, code: 3 }): () => void {
		let count = 0;
		let soon: ReturnType<typeof setTimeout> | undefined;
		const stop = live.follow('devices', {
			since: null,
			change: () => {
				clearTimeout(soon);
				soon = setTimeout(() => void this.load(), SETTLE);
			},
			refetch: () => this.load().then(() => null),
		});
		const timer = setInterval(() => {
			this.now = Date.now();
			count++;
			const waiting = this.pairing && !this.paired && this.left > 0;
			if (count % (waiting ? every.code : every.list) === 0 && document.visibilityState === 'visible') void this.load();
		}, every.second);
		return () => {
			stop();
			clearTimeout(soon);
			clearInterval(timer);
		};
	}
}

export function missing(name: string, event: string): FieldErrors {
	const fields: FieldErrors = {};
	if (!name.trim()) fields.name = t.devices.form.errors.name;
	if (!event) fields.event_id = t.devices.form.errors.event;
	return fields;
}

/** What the camera of a kiosk reads from the pairing code, to be paired without typing. */
export const handshake = (url: string, code: string): string => JSON.stringify({ v: 1, url, code });

/** 14 min 05 s */
export function countdown(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	const rest = String(seconds % 60).padStart(2, '0');
	return minutes ? `${minutes}\u00a0min\u00a0${rest}\u00a0s` : `${seconds}\u00a0s`;
}
