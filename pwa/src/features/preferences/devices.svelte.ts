/** This device and the others on which a person hears of their notices. */
import { api, ask, asProblem, type Problem, type PushAccount, type PushDevice } from '$lib/api';
import { NoPushService, standingOf, subscriber, surroundings, type Standing } from '$lib/push';
import { t } from '$lib/texts';

export interface DevicesParts {
	account: () => Promise<PushAccount>;
	standing: () => Exclude<Standing, 'on'>;
	mine: (devices: readonly PushDevice[]) => Promise<PushDevice | undefined>;
	/** Asks the person; must be called from what they pressed. */
	permission: () => Promise<NotificationPermission>;
	start: (account: PushAccount) => Promise<void>;
	stop: () => Promise<void>;
	remove: (id: string) => Promise<unknown>;
	test: () => Promise<unknown>;
}
const real: DevicesParts = {
	account: () => ask(api.GET('/api/v1/push')),
	standing: () => standingOf(surroundings()),
	mine: (devices) => subscriber.mine(devices),
	permission: () => Notification.requestPermission(),
	start: (account) => subscriber.start(account),
	stop: () => subscriber.stop(),
	remove: (device_id) => ask(api.DELETE('/api/v1/push/devices/{device_id}', { params: { path: { device_id } } })),
	test: () => ask(api.POST('/api/v1/push/test')),
};

export class Devices {
	account = $state.raw<PushAccount | null>(null);
	mine = $state.raw<PushDevice | undefined>(undefined);
	standing = $state<Standing>('off');
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	/** What became of the wish to switch it on, in French. */
	said = $state('');

	constructor(private readonly parts: DevicesParts = real) {}

	readonly all = $derived(this.account?.devices ?? []);

	async load(): Promise<void> {
		try {
			const account = await this.parts.account();
			this.mine = await this.parts.mine(account.devices);
			this.account = account;
			this.problem = null;
		} catch (error) {
			this.problem = asProblem(error);
		}
		this.#look();
	}

	/** True once it is on. */
	async start(): Promise<boolean> {
		return this.#busy(async () => {
			const permission = await this.parts.permission();
			this.#look();
			if (permission === 'default') this.said = t.preferences.device.dismissed;
			if (permission !== 'granted' || !this.account) return false;
			await this.parts.start(this.account);
			await this.load();
			return this.standing === 'on';
		});
	}

	async stop(): Promise<boolean> {
		return this.#busy(async () => {
			await this.parts.stop();
			await this.load();
			return this.standing !== 'on';
		});
	}

	/** The list tells soon after whether it was taken. */
	async test(): Promise<boolean> {
		return this.#busy(async () => {
			await this.parts.test();
			return true;
		});
	}

	async remove(device: PushDevice): Promise<boolean> {
		if (device.id === this.mine?.id) return this.stop();
		return this.#busy(async () => {
			await this.parts.remove(device.id);
			await this.load();
			return true;
		});
	}

	#look(): void {
		const standing = this.parts.standing();
		this.standing = standing === 'off' && this.mine?.fresh ? 'on' : standing;
	}

	async #busy(work: () => Promise<boolean>): Promise<boolean> {
		this.busy = true;
		this.said = '';
		try {
			return await work();
		} catch (error) {
			this.said = error instanceof NoPushService ? t.preferences.device.noService : asProblem(error).detail;
			return false;
		} finally {
			this.busy = false;
		}
	}
}
