/** Who of a list has a place, and who waits for one: the same rule as backend/events/quotas.py. */
import type { Guest, Quota } from '$lib/api';

const FREES: ReadonlySet<Guest['answer']> = new Set(['no', 'withdrawn']);
const officer = (guest: Guest): string | undefined => guest.selections.find((each) => each.user)?.user?.id;
const concerns = (quota: Quota, guest: Guest): boolean =>
	(!quota.user || quota.user.id === officer(guest)) && (!quota.category || quota.category === guest.category);
const counts = (guest: Guest): boolean =>
	!guest.represents && !guest.companion_of && !guest.revoked && !guest.walk_in && !FREES.has(guest.answer);

export interface Places {
	/** Guests without a place. */
	waiting: ReadonlySet<string>;
	/** By quota: who holds a place. */
	used: ReadonlyMap<string, number>;
}

export function placesOf(guests: readonly Guest[], quotas: readonly Quota[]): Places {
	const waiting = new Set<string>();
	const used = new Map(quotas.map((quota) => [quota.id, 0]));
	if (!quotas.length) return { waiting, used };
	const later = (guest: Guest) => `${Number(guest.invitation === 'none')}${guest.id}`;
	for (const guest of guests.filter(counts).sort((a, b) => (later(a) < later(b) ? -1 : 1))) {
		const mine = quotas.filter((quota) => concerns(quota, guest));
		const full = mine.some((quota) => (used.get(quota.id) ?? 0) >= quota.places);
		if (full && guest.invitation === 'none') waiting.add(guest.id);
		else for (const quota of mine) used.set(quota.id, (used.get(quota.id) ?? 0) + 1);
	}
	return { waiting, used };
}
