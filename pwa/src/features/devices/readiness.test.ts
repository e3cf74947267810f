import { describe, expect, it } from 'vitest';
import type { Device } from '$lib/api';
import { asked, readinessOf, skewText, worstOf, type Light, type Point } from './readiness';

const NOW = Date.parse('2026-11-21T18:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const well: Device['health'] = {
	battery: null, charging: null, queue: 0, oldest_unsent_at: null, disk_free_mb: 9000, camera: 'ok', sound: 'ok',
	roster_at: ago(5), roster_rows: 40, test_scan: { passed: true, at: ago(60), detail: '' }, drill: { passed: true, at: ago(60), detail: '' },
};
function device(health: Partial<Device['health']> = {}, values: Partial<Device> = {}): Device {
	return {
		id: 'd', name: 'Hall', gate: 'A', event_id: 'e', event_title: 'Soirée', paired_at: ago(900), revoked_at: null, last_seen_at: ago(3),
		app_version: '1', created_at: ago(999), skew_ms: 100, health: { ...well, ...health }, drill_asked_at: null, ...values,
	};
}
const light = (name: Point['name'], of: Device): Light | undefined => readinessOf(of, NOW).find((point) => point.name === name)?.light;

describe('readiness', () => {
	it('is green when all is well, and shows no battery that nobody knows', () => {
		const points = readinessOf(device(), NOW);
		expect(worstOf(points)).toBe('green');
		expect(points.map(({ name }) => name)).not.toContain('battery');
	});

	it('flags a clock that is off by more than two seconds, and never makes it a reason to stay closed', () => {
		expect(light('clock', device({}, { skew_ms: 2000 }))).toBe('green');
		expect(light('clock', device({}, { skew_ms: -2001 }))).toBe('orange');
		expect(light('clock', device({}, { skew_ms: 86_400_000 }))).toBe('orange');
		expect(skewText(-5000)).toContain('5\u00a0s');
	});

	it('judges the age of the roster and of the last contact', () => {
		expect([light('roster', device({ roster_at: ago(119) })), light('roster', device({ roster_at: ago(600) })), light('roster', device({ roster_at: null }))]).toEqual(['green', 'orange', 'red']);
		expect(light('contact', device({}, { last_seen_at: ago(300) }))).toBe('red');
	});

	it('wants room, power, a camera and sound', () => {
		expect([light('disk', device({ disk_free_mb: 200 })), light('disk', device({ disk_free_mb: 50 }))]).toEqual(['orange', 'red']);
		expect([light('battery', device({ battery: 10, charging: false })), light('battery', device({ battery: 10, charging: true }))]).toEqual(['red', 'green']);
		expect([light('camera', device({ camera: 'failed' })), light('camera', device({ camera: 'missing' })), light('sound', device({ sound: 'failed' }))]).toEqual(['red', 'orange', 'orange']);
		expect(light('queue', device({ queue: 3, oldest_unsent_at: ago(400) }))).toBe('orange');
	});

	it('wants a test scan and a drill, the one that was asked for', () => {
		expect([light('testScan', device({ test_scan: null })), light('drill', device({ drill: { passed: false, at: ago(5), detail: 'x' } }))]).toEqual(['orange', 'red']);
		expect(asked(device({}, { drill_asked_at: ago(30) }))).toBe(true);
		expect(asked(device({}, { drill_asked_at: ago(90) }))).toBe(false);
		expect(light('drill', device({}, { drill_asked_at: ago(30) }))).toBe('orange');
	});
});
