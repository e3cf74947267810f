import { describe, expect, it, vi } from 'vitest';
import { Problem, type NoticeKind, type PushAccount, type PushDevice } from '$lib/api';
import { NoPushService } from '$lib/push';
import { Choices, USUAL, type ChoicesParts } from './choices.svelte';
import { Devices, type DevicesParts } from './devices.svelte';

const device = (id: string, values: Partial<PushDevice> = {}): PushDevice => ({
	id, name: id, fingerprint: id, fresh: true, created_at: '2026-11-25T10:00:00Z', succeeded_at: null, failures: 0, ...values,
});

function open(values: Partial<DevicesParts> = {}, rows: PushDevice[] = []) {
	let all = rows;
	let here: string | undefined;
	const parts: DevicesParts = {
		account: vi.fn(async () => ({ public_key: 'k', csrf_token: 't', devices: all }) as PushAccount),
		standing: () => 'off',
		mine: async (devices) => devices.find(({ id }) => id === here),
		permission: vi.fn(async () => 'granted' as const),
		start: vi.fn(async () => void ((all = [...all, device('here')]), (here = 'here'))),
		stop: vi.fn(async () => void ((all = all.filter(({ id }) => id !== here)), (here = undefined))),
		remove: vi.fn(async (id) => (all = all.filter((each) => each.id !== id))),
		test: vi.fn(async () => undefined),
		...values,
	};
	return { devices: new Devices(parts), parts };
}

describe('the devices of a person', () => {
	it('are switched on and off from here', async () => {
		const { devices } = open({}, [device('other')]);
		await devices.load();
		expect(devices.standing).toBe('off');
		expect(await devices.start()).toBe(true);
		expect([devices.standing, devices.mine?.id, devices.all.length]).toEqual(['on', 'here', 2]);
		expect(await devices.remove(devices.mine as PushDevice)).toBe(true);
		expect([devices.standing, devices.all.map(({ id }) => id)]).toEqual(['off', ['other']]);
		expect(await devices.remove(devices.all[0] as PushDevice)).toBe(true);
		expect(devices.all).toEqual([]);
	});
	it('tell what stands in the way', async () => {
		let standing: 'off' | 'denied' = 'off';
		const refused = open({ standing: () => standing, permission: async () => ((standing = 'denied'), 'denied') });
		await refused.devices.load();
		expect(await refused.devices.start()).toBe(false);
		expect(refused.devices.standing).toBe('denied');
		const dismissed = open({ permission: async () => 'default' });
		await dismissed.devices.load();
		expect(await dismissed.devices.start()).toBe(false);
		expect(dismissed.devices.said).toContain('Autoriser');
		expect(dismissed.parts.start).not.toHaveBeenCalled();
		const unreachable = open({ start: () => Promise.reject(new NoPushService()) });
		await unreachable.devices.load();
		expect(await unreachable.devices.start()).toBe(false);
		expect(unreachable.devices.said).toContain('service de notifications');
		expect(unreachable.devices.busy).toBe(false);
	});
	it('say what the server says of a try', async () => {
		const { devices } = open({ test: () => Promise.reject(new Problem(429, 'too_many_requests', 'Trop de tentatives.')) });
		expect(await devices.test()).toBe(false);
		expect(devices.said).toBe('Trop de tentatives.');
	});
	it('with the key of before are not on', async () => {
		const { devices } = open({ mine: async () => device('here', { fresh: false }) }, [device('here', { fresh: false })]);
		await devices.load();
		expect(devices.standing).toBe('off');
	});
});

const kind = (name: string, group = 'Contacts'): NoticeKind => ({ name, label: name, group, in_app: true, push: false, mail: false });
function choose(values: Partial<ChoicesParts> = {}) {
	const parts: ChoicesParts = {
		fetch: async () => ({ kinds: [kind('a'), kind('b', 'Événements'), kind('c')], quiet_hours: null }),
		choose: vi.fn(async () => ({ kinds: [], quiet_hours: null })),
		keepHours: vi.fn(async (hours) => hours),
		endHours: vi.fn(async () => undefined),
		...values,
	};
	return { choices: new Choices(parts), parts };
}

describe('the choices of a person', () => {
	it('are grouped, and show at once', async () => {
		const { choices, parts } = choose();
		await choices.load();
		expect(choices.groups.map(({ title, kinds }) => [title, kinds.length])).toEqual([['Contacts', 2], ['Événements', 1]]);
		const done = choices.choose(choices.kinds[0] as NoticeKind, 'push', true);
		expect(choices.kinds[0]?.push).toBe(true);
		await done;
		expect(parts.choose).toHaveBeenCalledWith('a', 'push', true);
	});
	it('are taken back where the server refuses', async () => {
		const { choices } = choose({ choose: () => Promise.reject(new Problem(0, 'offline', 'Hors connexion')) });
		await choices.load();
		await expect(choices.choose(choices.kinds[0] as NoticeKind, 'mail', true)).rejects.toThrow('Hors connexion');
		expect(choices.kinds[0]?.mail).toBe(false);
	});
	it('hold quiet hours, with what is wrong beside its field', async () => {
		const { choices } = choose();
		expect(await choices.keepHours(USUAL)).toBe(true);
		expect(choices.quiet).toEqual(USUAL);
		expect(await choices.endHours()).toBe(true);
		expect(choices.quiet).toBeNull();
		const wrong = choose({ keepHours: () => Promise.reject(new Problem(422, 'invalid', 'Non', { ends: 'La fin doit différer.' })) });
		expect(await wrong.choices.keepHours(USUAL)).toBe(false);
		expect(wrong.choices.fields.ends).toBe('La fin doit différer.');
	});
});
