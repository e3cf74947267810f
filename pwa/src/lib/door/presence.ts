/** Who is inside, from what happened at the doors, in whatever order it became known: backend/door/presence.py.
 *  Both run backend/door/vectors/presence.json. What contradicts is for the server and a supervisor. */
import type { Direction } from './verdict';

/** `count` people of one guest went in or out. Of two at one moment the one with the lower id came first. */
export interface Passage {
	at: number;
	scan_id: string;
	direction: Direction;
	count: number;
	zone: string;
}

/** `inside`: how many of the party are there; `came`: how many ever were at once; `first`: the first entry. */
export interface Presence {
	inside: number;
	came: number;
	first: Passage | null;
}

export const NOBODY: Presence = { inside: 0, came: 0, first: null };

/** Inside are never more than the party, never fewer than nobody. Who leaves an inner zone has not left. */
export function follow(presence: Presence, passage: Passage, party: number): Presence {
	if (passage.direction === 'out') return { ...presence, inside: Math.max(0, presence.inside - (passage.zone ? 0 : passage.count)) };
	const before = passage.zone ? 0 : presence.inside;
	const inside = Math.max(presence.inside, Math.min(party, before + passage.count));
	return { inside, came: Math.max(presence.came, inside), first: presence.first ?? passage };
}

/** What PASSAGES add up to, after those that SINCE holds already. */
export function fold(passages: readonly Passage[], party: number, since: Presence = NOBODY): Presence {
	const ordered = [...passages].sort((a, b) => a.at - b.at || (a.scan_id < b.scan_id ? -1 : 1));
	return ordered.reduce((presence, passage) => follow(presence, passage, party), since);
}

export function attendanceOf({ inside, came }: Presence): 'none' | 'arrived' | 'left' {
	if (!came) return 'none';
	return inside ? 'arrived' : 'left';
}
