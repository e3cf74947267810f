/** What the reports ask of the server, and how its numbers are said. */
import { api, ask, askFile, type Statistics } from '$lib/api';
import { formatNumber, t } from '$lib/texts';

export interface Period {
	since: string;
	until: string;
}
export type Numbers = Statistics['totals'];

const HOUR = 3600;
const DAY = 24 * HOUR;

export const fetchEventReport = (id: string): Promise<Statistics> =>
	ask(api.GET('/api/v1/events/{event_id}/statistics', { params: { path: { event_id: id } } }));
export const fetchReport = (period: Period): Promise<Statistics> => ask(api.GET('/api/v1/statistics', { params: { query: period } }));

export const eventFile = (id: string): Promise<File> =>
	askFile(api.POST('/api/v1/events/{event_id}/statistics/export', { params: { path: { event_id: id } }, parseAs: 'blob' }));
export const periodFile = ({ since, until }: Period): Promise<File> =>
	askFile(api.POST('/api/v1/statistics/export', { body: { since, until, category: '' }, parseAs: 'blob' }));

/** DAYS days that end today, by the clock of this device. */
export function lastDays(days: number, now = new Date()): Period {
	const first = new Date(now);
	first.setDate(first.getDate() - days + 1);
	return { since: isoDay(first), until: isoDay(now) };
}

const isoDay = (day: Date): string => [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/** A share as « 62 % »; null where there was nobody to count. */
export const percent = (rate: number | null): string => (rate === null ? t.statistics.none : `${formatNumber(Math.round(rate * 100))}\u202f%`);

/** Seconds as hours, or as days from two days on. */
export function span(seconds: number | null): string {
	if (seconds === null) return t.statistics.none;
	if (seconds < 2 * DAY) return t.statistics.delays.hours(formatNumber(Math.round(seconds / HOUR)));
	return t.statistics.delays.days(formatNumber(Math.round((seconds / DAY) * 10) / 10));
}
