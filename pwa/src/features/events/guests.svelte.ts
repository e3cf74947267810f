/** The guests of an event, all of them: filtered and searched here, moved by each change, kept for the door without network. */
import { asProblem, type Guest, type Problem, type Quota } from '$lib/api';
import { keepSnapshot, keptOffline } from '$lib/db';
import { live, type ChangeKinds, type Change, type Follower } from '$lib/live';
import { fetchGuest, fetchGuests } from './calls';
import { countsOf, placed } from './guest-list';
import { placesOf } from './quotas';

const PAGE = 200;
const SETTLE = 600;
const RETRY = 5000;
/** Changes are written to the device's copy at most this often. */
const KEEP = 3000;
/** More unknown guests than this at once: read the whole list again. */
const FEW = 6;

type Loaded = { items: Guest[]; cursor: number };
type Move = ChangeKinds['guest_moved'];

export interface GuestParts {
	/** One page; keeps the whole list for offline use through `kept`. */
	page: (limit: number, offset: number) => Promise<{ items: Guest[]; total: number; cursor: number }>;
	one: (id: string) => Promise<Guest>;
	kept: (fetchIt: () => Promise<Loaded>) => Promise<{ value: Loaded; at: number; stale: boolean }>;
	/** Keeps the list as it has become since. */
	keep: (list: Loaded) => Promise<void>;
	follow: (follower: Follower) => () => void;
}

const realParts = (id: string): GuestParts => ({
	page: (limit, offset) => fetchGuests(id, limit, offset),
	one: (guest) => fetchGuest(id, guest),
	kept: (fetchIt) => keptOffline(`/events/${id}/guests`, fetchIt),
	keep: (list) => keepSnapshot(`/events/${id}/guests`, list),
	follow: (follower) => live.follow(`event:${id}`, follower),
});

export class GuestList {
	/** In the server's order, by family name. */
	all = $state.raw<Guest[]>([]);
	ready = $state(false);
	problem = $state.raw<Problem | null>(null);
	keptAt = $state<number | null>(null);
	selected = $state.raw<ReadonlySet<string>>(new Set());
	quotas = $state.raw<readonly Quota[]>([]);
	#hidden = $state.raw<ReadonlySet<string>>(new Set());
	/** Invitations queued at most since none was: the whole of a progress. */
	#wave = $state(0);
	#asking = new Set<string>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#keeping: ReturnType<typeof setTimeout> | undefined;
	#cursor = 0;
	#stop: (() => void) | undefined;
	#stopped = false;

	constructor(
		id: string,
		/** The event itself has changed. */
		private readonly onevent: () => void = () => {},
		private readonly parts: GuestParts = realParts(id),
	) {}

	readonly guests = $derived(this.all.filter((guest) => !this.#hidden.has(guest.id)));
	/** Who has a place under the quotas, and who waits for one. */
	readonly places = $derived(placesOf(this.all, this.quotas));
	readonly counts = $derived(countsOf(this.guests));
	readonly queued = $derived(this.guests.filter((guest) => guest.invitation === 'queued').length);
	/** Of the invitations that are leaving: how many have left, of how many. */
	readonly sending = $derived({ total: Math.max(this.#wave, this.queued), done: Math.max(0, this.#wave - this.queued) });

	get(id: string): Guest | undefined {
		return this.all.find((guest) => guest.id === id);
	}

	start(): () => void {
		this.#stopped = false;
		void this.#begin();
		return () => {
			this.#stopped = true;
			clearTimeout(this.#timer);
			this.#keepNow();
			this.#stop?.();
			this.#stop = undefined;
		};
	}

	async #begin(): Promise<void> {
		const since = await this.load().catch(() => null);
		if (this.#stopped || this.#stop) return;
		if (since === null) this.#timer = setTimeout(() => void this.#begin(), RETRY);
		else this.#stop = this.parts.follow({ since, change: (change) => this.apply(change), refetch: () => this.#refetch() });
	}

	async #refetch(): Promise<number> {
		const cursor = await this.load();
		this.onevent();
		if (cursor === null) throw new Error('The server can not be reached.');
		return cursor;
	}

	/** Reads the whole list; its cursor, or null when only the copy on this device could be had. */
	async load(): Promise<number | null> {
		try {
			const { value, at, stale } = await this.parts.kept(() => this.#pages());
			if (!stale || !this.ready) this.#take(value.items);
			this.keptAt = stale ? at : null;
			this.problem = null;
			return stale ? null : value.cursor;
		} catch (error) {
			this.problem = asProblem(error);
			throw error;
		}
	}

	/** The first page shows at once; the cursor of the first is where changes are followed from. */
	async #pages(): Promise<Loaded> {
		const first = await this.parts.page(PAGE, 0);
		if (!this.ready && first.total > PAGE) this.#take(first.items);
		const items = [...first.items];
		while (items.length < first.total) {
			const page = await this.parts.page(PAGE, items.length);
			if (!page.items.length) break;
			items.push(...page.items);
		}
		return { items: [...new Map(items.map((guest) => [guest.id, guest])).values()], cursor: first.cursor };
	}

	#take(items: Guest[]): void {
		this.all = items;
		this.ready = true;
		this.#measure();
	}

	/** Takes guests as the server just gave them. */
	put(guests: readonly Guest[]): void {
		this.all = placed(this.all, guests);
		this.#measure();
	}

	/** Out of sight until they are really gone; `show` brings them back. */
	hide(ids: Iterable<string>): void {
		this.#hidden = new Set([...this.#hidden, ...ids]);
		this.selected = new Set([...this.selected].filter((id) => !this.#hidden.has(id)));
	}

	show(ids: Iterable<string>): void {
		const back = new Set(ids);
		this.#hidden = new Set([...this.#hidden].filter((id) => !back.has(id)));
	}

	apply(change: Change): void {
		this.#cursor = change.cursor;
		this.#keeping ??= setTimeout(() => this.#keepNow(), KEEP);
		if (change.kind === 'event_changed') this.onevent();
		if (change.kind === 'guest_moved') this.#moved(change.data);
	}

	/** The copy on this device moves with the list: cut off from the network, it is as old as the last change. */
	#keepNow(): void {
		if (!this.#keeping) return;
		clearTimeout(this.#keeping);
		this.#keeping = undefined;
		void this.parts.keep({ items: this.all, cursor: this.#cursor }).catch(() => undefined);
	}

	#moved(move: Move): void {
		if (!move.after) {
			this.all = this.all.filter((guest) => guest.id !== move.guest_id);
			return this.#measure();
		}
		const guest = this.get(move.guest_id);
		if (guest) this.put([after(guest, move)]);
		// What the change does not carry: a new guest, who wants whom, who stands in for whom, why a letter failed.
		if (!guest || move.more || move.after.answer === 'represented' || move.after.answer === 'waitlisted' || guest.answer === 'waitlisted' || move.after.invitation === 'failed') this.#askSoon(move.guest_id);
		if (move.represents) this.#askSoon(move.represents);
	}

	#askSoon(id: string): void {
		this.#asking.add(id);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#ask(), SETTLE);
	}

	async #ask(): Promise<void> {
		const ids = [...this.#asking];
		this.#asking.clear();
		if (ids.length > FEW) return void (await this.load().catch(() => undefined));
		const found = await Promise.all(ids.map((id) => this.parts.one(id).catch(() => null)));
		this.put(found.filter((guest) => guest !== null));
	}

	#measure(): void {
		this.#wave = this.queued ? Math.max(this.#wave, this.queued) : 0;
	}
}

function after(guest: Guest, { name, organisation, category, attention, after: standing, at }: Move): Guest {
	const arrived_at = standing?.attendance !== 'none' ? (guest.arrived_at ?? at) : null;
	return { ...guest, name, organisation, category, attention, ...standing, arrived_at };
}
