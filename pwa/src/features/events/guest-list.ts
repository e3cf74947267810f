/** Pure work on a list of guests: counts, filters, search, order. The counts are those of backend/events/queries.py. */
import type { EventCounts, Guest } from '$lib/api';
import { fold, words } from '$lib/people';

export const CHIPS = ['all', 'yes', 'no', 'represented', 'waiting', 'arrived'] as const;
export const NARROWER = ['not_invited', 'failed', 'waitlisted', 'withdrawn', 'attention', 'revoked'] as const;
export type Filter = (typeof CHIPS)[number] | (typeof NARROWER)[number];
export const isFilter = (value: string): value is Filter => [...CHIPS, ...NARROWER].includes(value as Filter);

/** Invited for themselves, and still: not a deputy, not withdrawn. */
const own = (guest: Guest): boolean => !guest.represents && !guest.revoked;

const TESTS: Record<Filter, (guest: Guest) => boolean> = {
	all: () => true,
	yes: (guest) => own(guest) && guest.answer === 'yes',
	no: (guest) => own(guest) && guest.answer === 'no',
	represented: (guest) => own(guest) && guest.answer === 'represented',
	waiting: (guest) => own(guest) && guest.answer === 'none',
	arrived: (guest) => guest.attendance === 'arrived',
	not_invited: (guest) => own(guest) && !guest.companion_of && guest.invitation === 'none',
	failed: (guest) => !guest.revoked && guest.invitation === 'failed',
	waitlisted: (guest) => own(guest) && guest.answer === 'waitlisted',
	withdrawn: (guest) => own(guest) && guest.answer === 'withdrawn',
	attention: (guest) => !guest.revoked && guest.attention,
	revoked: (guest) => guest.revoked,
};

export function countsOf(guests: readonly Guest[]): EventCounts {
	const count = (test: (guest: Guest) => boolean) => guests.filter(test).length;
	return {
		guests: count(own), invited: count((guest) => own(guest) && guest.invitation === 'sent'), yes: count(TESTS.yes), no: count(TESTS.no),
		represented: count(TESTS.represented), waiting: count(TESTS.waiting), arrived: count(TESTS.arrived),
		waitlisted: count(TESTS.waitlisted), withdrawn: count(TESTS.withdrawn),
		coming: guests.reduce((sum, guest) => sum + (guest.answer === 'yes' && !guest.revoked && !guest.walk_in ? guest.party : 0), 0),
	};
}

export const inFilter = (guests: readonly Guest[], filter: Filter): Guest[] => guests.filter(TESTS[filter]);

export interface Question {
	filter: Filter;
	q: string;
	/** A category; null for all of them. */
	category: string | null;
	/** A column, with "-" for descending; empty keeps the server's order, by family name. */
	sort: string;
}

export function chosen(guests: readonly Guest[], { filter, q, category, sort }: Question): Guest[] {
	const wanted = words(q);
	const rows = inFilter(guests, filter).filter((guest) => category === null || guest.category === category);
	const found = wanted.length ? rows.filter((guest) => holds(guest, wanted)) : rows;
	return sorted(found, sort);
}

function holds({ name, organisation, function: job, category }: Guest, wanted: string[]): boolean {
	const text = ` ${fold(`${name} ${organisation} ${job} ${category}`)}`;
	return wanted.every((word) => text.includes(` ${word}`) || (word.length > 2 && text.includes(word)));
}

function sorted(guests: Guest[], sort: string): Guest[] {
	const down = sort.startsWith('-');
	const key = KEYS[down ? sort.slice(1) : sort];
	if (!key) return guests;
	if (sort === '-name') return [...guests].reverse();
	const rows = guests.map((guest) => [key(guest), guest] as const);
	// Those without a value come last both ways.
	const by = (a: string, b: string) => (!a ? Number(!!b) : !b ? -1 : (a < b ? -1 : Number(a > b)) * (down ? -1 : 1));
	return rows.sort(([a], [b]) => by(a, b)).map(([, guest]) => guest);
}

const ORDER = { yes: '1', represented: '2', none: '3', waitlisted: '4', no: '5', withdrawn: '6' } as const;
const STAGE = { failed: '1', none: '2', queued: '3', sent: '4' } as const;
const KEYS: Record<string, (guest: Guest) => string> = {
	name: () => '',
	organisation: (guest) => fold(guest.organisation),
	category: (guest) => fold(guest.category),
	answer: (guest) => ORDER[guest.answer],
	invitation: (guest) => STAGE[guest.invitation],
	arrived_at: (guest) => guest.arrived_at ?? '',
};

export const categoriesOf = (guests: readonly Guest[]): string[] =>
	[...new Set(guests.map((guest) => guest.category).filter(Boolean))].sort((a, b) => (fold(a) < fold(b) ? -1 : 1));

/** Whom a guest was named by: the person represented, or accompanied. */
export const namedBy = (guest: Guest) => guest.represents ?? guest.companion_of;

/** CHANGED guests put where they were; new ones after whom they represent or accompany, or first. */
export function placed(guests: readonly Guest[], changed: readonly Guest[]): Guest[] {
	const byId = new Map(changed.map((guest) => [guest.id, guest]));
	const known = new Set(guests.map((guest) => guest.id));
	const added = changed.filter((guest) => !known.has(guest.id));
	const followers = added.filter((guest) => known.has(namedBy(guest)?.id ?? ''));
	const behind = (id: string) => followers.filter((follower) => namedBy(follower)?.id === id);
	return [...added.filter((guest) => !followers.includes(guest)), ...guests.flatMap((guest) => [byId.get(guest.id) ?? guest, ...behind(guest.id)])];
}

export type Obstacle = 'revoked' | 'deputy' | 'companion' | 'queued' | 'email';

/** Why a guest gets no invitation now; the same order of reasons as backend/events/services/invitations.py. */
export function obstacleOf(guest: Guest): Obstacle | null {
	if (guest.revoked) return 'revoked';
	if (guest.represents) return 'deputy';
	if (guest.companion_of) return 'companion';
	if (guest.invitation === 'queued') return 'queued';
	return guest.email ? null : 'email';
}
