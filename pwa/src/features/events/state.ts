/** What an event is right now, for its badge. */
import type { Event } from '$lib/api';
import { dayDistance } from '$lib/texts';

export type Phase = 'draft' | 'open' | 'cancelled' | 'past' | 'now';

export function phaseOf(event: Pick<Event, 'state' | 'starts_at' | 'ends_at'>, now = Date.now()): Phase {
	if (event.state !== 'open') return event.state;
	if (Date.parse(event.ends_at) < now) return 'past';
	return Date.parse(event.starts_at) <= now ? 'now' : 'open';
}

export const isToday = (moment: string): boolean => dayDistance(moment) === 0;
