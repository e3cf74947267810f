/** Pure work on a list of guests: counts, filters, search, order. The counts are those of backend/events/queries.py. */
import type { EventCounts, Guest, GuestSelection } from '$lib/api';
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
	/** Only those whom the reader wants. */
	mine: boolean;
}

export function chosen(guests: readonly Guest[], { filter, q, category, sort, mine }: Question, me = ''): Guest[] {
	const wanted = words(q);
	const rows = inFilter(guests, filter).filter((guest) => (category === null || guest.category === category) && (!mine || !!wishOf(guest, me)));
	const found = wanted.length ? rows.filter((guest) => holds(guest, wanted)) : rows;
	return sorted(found, sort);
}

function holds({ name, organisation, function: job, category }: Guest, wanted: string[]): boolean {
	const text = ` ${fold(`${name} ${organisation} ${job} ${category}`)}`;
	return wanted.every((word) => text.includes(` ${word}`) || (word.length > 2 && text.includes(word)));
}

/** Whoever was named by a guest stands under that guest, where the list shows both in the order of names. */
export function together(guests: readonly Guest[]): Guest[] {
	const shown = new Set(guests.map((guest) => guest.id));
	const under = new Map<string, Guest[]>();
	for (const guest of guests) {
		const host = namedBy(guest)?.id ?? '';
		if (shown.has(host)) under.set(host, [...(under.get(host) ?? []), guest]);
	}
	return guests.filter((guest) => !shown.has(namedBy(guest)?.id ?? '')).flatMap((guest) => [guest, ...(under.get(guest.id) ?? [])]);
}

function sorted(guests: Guest[], sort: string): Guest[] {
	const down = sort.startsWith('-');
	const key = KEYS[down ? sort.slice(1) : sort];
	if (!key || sort === 'name') return together(guests);
	if (sort === '-name') return together([...guests].reverse());
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
	selected_by: (guest) => fold(officersOf(guest)[0] ?? ''),
};

/** USER's own wish to have this guest. */
export const wishOf = (guest: Guest, user: string): GuestSelection | undefined => guest.selections.find((each) => each.user?.id === user);

/** Who wants this guest, the first one first. */
export const officersOf = (guest: Guest): string[] => guest.selections.flatMap((each) => (each.user ? [each.user.name] : []));

export interface Officer {
	id: string;
	/** Decides about the event: may take off whom others want. */
	manages: boolean;
}

/** What taking GUESTS off the list comes to: some leave it, some stay because others want them too, some are others' alone. */
export function leaving(guests: readonly Guest[], me: Officer): { off: Guest[]; stay: Guest[]; refused: Guest[] } {
	const others = (guest: Guest) => !me.manages && guest.selections.some((each) => each.user?.id !== me.id);
	return {
		off: guests.filter((guest) => !others(guest)),
		stay: guests.filter((guest) => others(guest) && wishOf(guest, me.id)),
		refused: guests.filter((guest) => others(guest) && !wishOf(guest, me.id)),
	};
}

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

export type Obstacle = 'revoked' | 'deputy' | 'companion' | 'queued' | 'place' | 'email';

const NOBODY: ReadonlySet<string> = new Set();

/** Why a guest gets no invitation now, with those who wait for a place; the same order of reasons as backend/events/services/invitations.py. */
export function obstacleOf(guest: Guest, waiting: ReadonlySet<string> = NOBODY): Obstacle | null {
	if (guest.revoked) return 'revoked';
	if (guest.represents) return 'deputy';
	if (guest.companion_of) return 'companion';
	if (guest.invitation === 'queued') return 'queued';
	if (waiting.has(guest.id)) return 'place';
	return guest.email ? null : 'email';
}
