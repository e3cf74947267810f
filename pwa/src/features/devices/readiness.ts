/** The light before doors open: what a kiosk told of itself, judged in green, orange and red, with words. */
import type { Device } from '$lib/api';
import { formatAgo, formatNumber, t } from '$lib/texts';

export type Light = 'green' | 'orange' | 'red';
export interface Point {
	name: keyof typeof t.devices.points;
	light: Light;
	text: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Milliseconds of a clock that are worth telling, as in backend/door/clock.py. */
export const SKEW_WORTH_TELLING = 2 * SECOND;

type Check = NonNullable<Device['health']['drill']>;

export function readinessOf(device: Device, now: number): Point[] {
	const s = t.devices.ready;
	const { health } = device;
	const point = (name: Point['name'], light: Light, text: string): Point => ({ name, light, text });
	const since = (at: string | null) => (at ? now - Date.parse(at) : Infinity);
	const told = (at: string | null) => (at ? formatAgo(at, now) : t.devices.never);
	const within = (age: number, green: number, orange: number): Light => (age <= green ? 'green' : age <= orange ? 'orange' : 'red');

	const points = [
		point('contact', within(since(device.last_seen_at), 30 * SECOND, 2 * MINUTE), told(device.last_seen_at)),
		point('roster', within(since(health.roster_at), 2 * MINUTE, 15 * MINUTE), health.roster_at ? s.roster(told(health.roster_at), health.roster_rows) : s.noRoster),
		point('clock', skewed(device) || device.skew_ms === null ? 'orange' : 'green', device.skew_ms === null ? s.unknown : skewed(device) ? skewText(device.skew_ms) : s.onTime),
		point('queue', !health.queue ? (health.queue === null ? 'orange' : 'green') : within(since(health.oldest_unsent_at), 5 * MINUTE, Infinity), queueText(device, now)),
		point('disk', health.disk_free_mb === null ? 'orange' : health.disk_free_mb >= 500 ? 'green' : health.disk_free_mb >= 100 ? 'orange' : 'red', health.disk_free_mb === null ? s.unknown : s.disk(formatNumber(health.disk_free_mb))),
		point('camera', health.camera === 'ok' ? 'green' : health.camera === 'failed' ? 'red' : 'orange', s.camera[health.camera ?? 'unknown']),
		point('sound', health.sound === 'ok' ? 'green' : 'orange', s.sound[health.sound ?? 'unknown']),
		tried('testScan', health.test_scan),
		tried('drill', health.drill),
	];
	if (health.battery !== null) {
		const light = health.charging || health.battery >= 50 ? 'green' : health.battery >= 20 ? 'orange' : 'red';
		points.push(point('battery', light, s.battery(health.battery, health.charging ?? false)));
	}
	return points;

	function tried(name: 'testScan' | 'drill', check: Check | null): Point {
		if (name === 'drill' && asked(device)) return point(name, 'orange', s.asked);
		if (!check) return point(name, 'orange', s.toDo);
		if (!check.passed) return point(name, 'red', s.failed(told(check.at), check.detail));
		return point(name, since(check.at) <= 12 * HOUR ? 'green' : 'orange', s.passed(told(check.at)));
	}
}

export function worstOf(points: readonly Point[]): Light {
	return points.some(({ light }) => light === 'red') ? 'red' : points.some(({ light }) => light === 'orange') ? 'orange' : 'green';
}

export const skewed = (device: Device): boolean => device.skew_ms !== null && Math.abs(device.skew_ms) > SKEW_WORTH_TELLING;

/** A drill was asked for, and none has been made since. */
export function asked({ drill_asked_at, health }: Device): boolean {
	return !!drill_asked_at && (!health.drill || Date.parse(health.drill.at) < Date.parse(drill_asked_at));
}

export function skewText(skew: number): string {
	const seconds = Math.round(Math.abs(skew) / SECOND);
	const amount = seconds < 120 ? `${seconds}\u00a0s` : seconds < 7200 ? `${Math.round(seconds / 60)}\u00a0min` : `${Math.round(seconds / 3600)}\u00a0h`;
	return skew > 0 ? t.devices.ready.ahead(amount) : t.devices.ready.behind(amount);
}

export function queueText({ health }: Device, now: number): string {
	const s = t.devices.ready;
	if (health.queue === null) return s.unknown;
	return health.queue ? s.queue(health.queue, health.oldest_unsent_at ? formatAgo(health.oldest_unsent_at, now) : '') : s.queueEmpty;
}
