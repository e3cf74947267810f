/** Dates of an event in its own time zone: from the fields of a form to the server's moments, and back to words. */
import { TIME_ZONE } from './format';

/** Zones that are offered, by what their hour is called. */
export const ZONES: Record<string, string> = {
	'Europe/Paris': 'heure de Paris',
	'America/Guadeloupe': 'heure de Pointe-à-Pitre',
	'America/Martinique': 'heure de Fort-de-France',
	'America/Cayenne': 'heure de Cayenne',
	'America/Miquelon': 'heure de Saint-Pierre',
	'Indian/Reunion': 'heure de Saint-Denis',
	'Indian/Mayotte': 'heure de Mamoudzou',
	'Pacific/Noumea': 'heure de Nouméa',
	'Pacific/Tahiti': 'heure de Papeete',
	'Europe/London': 'heure de Londres',
	'Europe/Brussels': 'heure de Bruxelles',
	'America/New_York': 'heure de New York',
	'America/Montreal': 'heure de Montréal',
};

export const zoneName = (zone: string): string => ZONES[zone] ?? zone;

const made = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = JSON.stringify([locale, options]);
	const known = made.get(key) ?? new Intl.DateTimeFormat(locale, options);
	made.set(key, known);
	return known;
}

/** 2026-11-21 and 18:30 on the clocks of ZONE. */
export function wallClock(moment: string | number, zone = TIME_ZONE): { date: string; time: string } {
	const format = formatter('en-CA', {
		timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
	});
	const part = Object.fromEntries(format.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
	return { date: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` };
}

/** The moment of a date and time on the clocks of ZONE, with its offset: 2026-11-21T18:30:00+01:00. Empty when incomplete. */
export function momentIn(date: string, time: string, zone = TIME_ZONE): string {
	const asUtc = Date.parse(`${date}T${time}:00Z`);
	if (Number.isNaN(asUtc)) return '';
	const guess = asUtc - offsetAt(asUtc, zone);
	const offset = offsetAt(guess, zone);
	const sign = offset < 0 ? '-' : '+';
	const minutes = Math.abs(offset) / 60_000;
	const two = (value: number) => String(value).padStart(2, '0');
	return `${date}T${time}:00${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function offsetAt(moment: number, zone: string): number {
	const { date, time } = wallClock(moment, zone);
	return Date.parse(`${date}T${time}:00Z`) - Math.floor(moment / 60_000) * 60_000;
}

const hour = (time: string): string => {
	const [hours = '', minutes = ''] = time.split(':');
	return minutes === '00' ? `${Number(hours)}\u00a0h` : `${Number(hours)}\u00a0h\u00a0${minutes}`;
};

function dayWords(moment: string, zone: string, year: boolean): string {
	const options: Intl.DateTimeFormatOptions = { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' };
	return formatter('fr-FR', year ? { ...options, year: 'numeric' } : options).format(new Date(moment)).replace(/\b1 /, '1er ');
}

/** samedi 21 novembre 2026, de 18 h 30 à 21 h · …, de 22 h à 2 h le lendemain · du … au … */
export function formatSpan(start: string, end: string, zone = TIME_ZONE): string {
	const [from, to] = [wallClock(start, zone), wallClock(end, zone)];
	const days = Math.round((Date.parse(to.date) - Date.parse(from.date)) / 86_400_000);
	const where = zone === TIME_ZONE ? '' : ` (${zoneName(zone)})`;
	if (days === 0) return `${dayWords(start, zone, true)}, de ${hour(from.time)} à ${hour(to.time)}${where}`;
	if (days === 1 && to.time < '12:00') return `${dayWords(start, zone, true)}, de ${hour(from.time)} à ${hour(to.time)} le lendemain${where}`;
	return `du ${dayWords(start, zone, false)}, ${hour(from.time)}, au ${dayWords(end, zone, true)}, ${hour(to.time)}${where}`;
}

/** The leaf of a calendar: day of the week, day, month, with the year when it is not this one. */
export function leaf(moment: string, zone = TIME_ZONE, now = Date.now()): { weekday: string; day: string; month: string } {
	const part = (options: Intl.DateTimeFormatOptions) => formatter('fr-FR', { timeZone: zone, ...options }).format(new Date(moment));
	const thisYear = wallClock(moment, zone).date.slice(0, 4) === wallClock(now, zone).date.slice(0, 4);
	const month = thisYear ? part({ month: 'short' }) : part({ month: 'short', year: 'numeric' });
	return { weekday: part({ weekday: 'short' }), day: part({ day: 'numeric' }), month };
}
