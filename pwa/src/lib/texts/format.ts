/** Dates and numbers as French readers write them; the only place that knows Intl. Times in Europe/Paris. */
import { typeset } from './french';

export const TIME_ZONE = 'Europe/Paris';
type Moment = string | number | Date;

const numbers = new Intl.NumberFormat('fr-FR');
const euros = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' });
const parts = (options: Intl.DateTimeFormatOptions) =>
	new Intl.DateTimeFormat('fr-FR', { timeZone: TIME_ZONE, ...options });
const longDay = parts({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const dayMonth = parts({ weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = parts({ day: 'numeric', month: 'short', year: 'numeric' });
const monthOnly = parts({ month: 'short' });
const dayOnly = parts({ day: 'numeric' });
const clock = parts({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const regions = new Intl.DisplayNames('fr', { type: 'region' });
const isoDay = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE });

/** 1 200 */
export const formatNumber = (value: number): string => numbers.format(value);
/** 1 200,00 € */
export const formatEuros = (value: string | number): string => euros.format(Number(value));
/** 2026-11-21, the day in Paris */
export const dayKey = (at: Moment): string => isoDay.format(new Date(at));
/** samedi 21 novembre 2026 */
export const formatDay = (at: Moment): string => longDay.format(new Date(at)).replace(/\b1 /, '1er ');
/** 21 nov. 2026, 1er mars 2024 */
export const formatShortDay = (at: Moment): string => shortDay.format(new Date(at)).replace(/^1 /, '1er ');

/** For a leaf of a calendar: 21 over nov. */
export const formatLeaf = (at: Moment): { day: string; month: string } => ({
	day: dayOnly.format(new Date(at)),
	month: monthOnly.format(new Date(at)),
});

/** 18 h 30, 18 h */
export function formatTime(at: Moment): string {
	const [hour = '', minute = ''] = clock.format(new Date(at)).split(':');
	return minute === '00' ? `${Number(hour)}\u00a0h` : `${Number(hour)}\u00a0h\u00a0${minute}`;
}

/** samedi 21 novembre 2026, 18 h 30 */
export const formatDateTime = (at: Moment): string => `${formatDay(at)}, ${formatTime(at)}`;

/** Aujourd’hui, 18 h 30 · demain, 9 h · samedi 21 novembre, 18 h 30 · with the year when it is not this one */
export function formatWhen(at: Moment, now: Moment = Date.now()): string {
	const days = dayDistance(at, now);
	const time = formatTime(at);
	if (days === 0) return typeset(`aujourd'hui, ${time}`);
	if (days === 1) return `demain, ${time}`;
	if (days === -1) return `hier, ${time}`;
	const sameYear = dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4);
	return `${sameYear ? dayMonth.format(new Date(at)) : formatDay(at)}, ${time}`;
}

/** il y a 5 min, under a day; the day after that */
export function formatAgo(at: Moment, now: Moment = Date.now()): string {
	const minutes = Math.round((new Date(now).getTime() - new Date(at).getTime()) / 60_000);
	if (minutes < 1) return typeset("à l'instant");
	if (minutes < 60) return `il y a ${minutes}\u00a0min`;
	if (minutes < 24 * 60) return `il y a ${Math.round(minutes / 60)}\u00a0h`;
	return formatWhen(at, now);
}

/** Whole days between two moments, by the Paris calendar. */
export function dayDistance(at: Moment, now: Moment = Date.now()): number {
	return Math.round((Date.parse(dayKey(at)) - Date.parse(dayKey(now))) / 86_400_000);
}

/** Size of a file: 240 Ko, 3,2 Mo */
export function formatBytes(bytes: number): string {
	if (bytes < 1_000_000) return `${numbers.format(Math.max(1, Math.round(bytes / 1000)))}\u00a0Ko`;
	return `${numbers.format(Math.round(bytes / 100_000) / 10)}\u00a0Mo`;
}

export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The French name of a country by its ISO code; anything else as it is. */
export const countryName = (code: string): string => (/^[A-Za-z]{2}$/.test(code) ? (regions.of(code.toUpperCase()) ?? code) : code);
