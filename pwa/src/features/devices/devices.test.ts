import { describe, expect, it } from 'vitest';
import type { Device, Pairing } from '$lib/api';
import { countdown, Devices, missing, stateOf } from './devices.svelte';

const silent: Device['health'] = {
	battery: null, charging: null, queue: null, oldest_unsent_at: null, disk_free_mb: null, camera: null, sound: null,
	roster_at: null, roster_rows: null, test_scan: null, drill: null,
};
const NOW = Date.parse('2026-11-21T18:00:00Z');
function device(values: Partial<Device> = {}): Device {
	return {
		id: 'd', name: 'Hall', gate: 'A', event_id: 'e', event_title: 'Soirée', paired_at: null, revoked_at: null, last_seen_at: null,
		app_version: '', created_at: '2026-11-21T17:00:00Z', skew_ms: null, health: silent, drill_asked_at: null, ...values,
	};
}

describe('devices', () => {
	it('says what a kiosk is doing', () => {
		expect(stateOf(device(), NOW)).toBe('waiting');
		expect(stateOf(device({ paired_at: '2026-11-21T17:00:00Z', last_seen_at: '2026-11-21T17:59:30Z' }), NOW)).toBe('online');
		expect(stateOf(device({ paired_at: '2026-11-21T17:00:00Z', last_seen_at: '2026-11-21T17:50:00Z' }), NOW)).toBe('silent');
		expect(stateOf(device({ revoked_at: '2026-11-21T17:00:00Z' }), NOW)).toBe('revoked');
	});

	it('knows when the code was used, and how long it lives', () => {
		const devices = new Devices();
		devices.pairing = { ...device(), pairing_code: 'ABCD-2345', expires_at: '2026-11-21T18:15:00Z' } as Pairing;
		devices.now = NOW;
		devices.all = [device()];
		expect(devices.left).toBe(900);
		expect(devices.paired).toBe(false);
		devices.all = [device({ paired_at: '2026-11-21T18:01:00Z' })];
		expect(devices.paired).toBe(true);
	});

	it('counts down in words and asks for what is missing', () => {
		expect(countdown(845)).toBe('14\u00a0min\u00a005\u00a0s');
		expect(countdown(9)).toBe('9\u00a0s');
		expect(Object.keys(missing(' ', ''))).toEqual(['name', 'event_id']);
	});
});
