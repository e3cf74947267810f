/** What a card and a line of the last passages say, whether the server judged or this phone alone. */
import type { Guest, RosterRow, Scanned } from '$lib/api';
import type { Alone } from '$lib/door/alone';
import type { NamedEntry } from '$lib/door/roster';
import type { VerdictName } from '$lib/door/verdict';
import { t } from '$lib/texts';

export interface Shown {
	verdict: VerdictName;
	message: string;
	name: string;
	organisation: string;
	category: string;
	represents: string | null;
	/** People let through now; of the party, so many are inside. */
	count: number;
	party: number;
	inside: number;
	first: { at: number; gate: string } | null;
	/** Judged by this phone: the server will be told. */
	alone: boolean;
	/** They leave. */
	out: boolean;
}

export function shownByServer({ verdict, message, guest, count, first_at, first_gate }: Scanned, out = false): Shown {
	const { name = '', organisation = '', category = '', represents = null, party = 1, inside = 0 } = guest ?? {};
	const first = first_at ? { at: Date.parse(first_at), gate: first_gate ?? '' } : null;
	return { verdict, message, name, organisation, category, represents, count, party, inside, first, alone: false, out };
}

export function shownAlone({ verdict: { name: verdict, reason, count }, guest, first }: Alone, out = false): Shown {
	const { name = '', organisation = '', category = '', represents = null, party = 1, inside = 0 } = guest ?? {};
	const message = reason ? t.door.reasons[reason] : verdict === 'attention' ? t.door.toGreet : verdict === 'admitted' ? t.door.welcome : '';
	return { verdict, message, name, organisation, category, represents, count, party, inside, first: verdict === 'already_in' ? first : null, alone: true, out };
}

/** A guest found by name, on the server's list or on the phone's. */
export interface Found {
	id: string;
	name: string;
	organisation: string;
	category: string;
	state: string;
}

const stateOf = (revoked: boolean, answer: Guest['answer'], attendance: Guest['attendance']): string =>
	revoked ? t.door.search.revoked : t.door.search.attendance[attendance] || t.door.search.answer[answer];

export const foundByServer = ({ id, name, organisation, category, revoked, answer, attendance }: Guest): Found => ({
	id, name, organisation, category, state: stateOf(revoked, answer, attendance),
});

export const foundAlone = ({ row, entry }: { row: RosterRow; entry: NamedEntry }): Found => {
	const attendance = row.inside ? 'arrived' : row.came ? 'left' : 'none';
	return { id: entry.id, name: entry.name, organisation: entry.organisation, category: entry.category, state: stateOf(entry.revoked, entry.answer, attendance) };
};
