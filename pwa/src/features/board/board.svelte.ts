/** The board of an event: a snapshot of the server, moved by each change, true again after every cut. */
import { api, ask, asProblem, type Board, type Problem } from '$lib/api';
import { keptOffline, type Kept } from '$lib/db';
import { live, type Change, type ChangeKinds, type Follower } from '$lib/live';
import { isGreeted, moved, type Arrival } from './figures';

const SETTLE = 400;
const RETRY = 5000;
/** How long the banner of a guest to be greeted in person stays, and how late it is no news any more. */
const BANNER = 60_000;
const NO_NEWS = 10 * 60_000;

type MovedGuest = ChangeKinds['guest_moved'];
export type Greeted = Omit<Arrival, 'verdict' | 'attention' | 'category'>;

export interface BoardParts {
	fetch: () => Promise<Kept<Board>>;
	follow: (follower: Follower) => () => void;
	later: (run: () => void, ms: number) => ReturnType<typeof setTimeout>;
}

export function realParts(id: string): BoardParts {
	const params = { path: { event_id: id } };
	return {
		fetch: () => keptOffline(`/events/${id}/board`, () => ask(api.GET('/api/v1/events/{event_id}/board', { params }))),
		follow: (follower) => live.follow(`event:${id}`, follower),
		later: (run, ms) => setTimeout(run, ms),
	};
}

export class BoardState {
	board = $state.raw<Board | null>(null);
	problem = $state.raw<Problem | null>(null);
	/** When the shown figures were last known to be true, ms. */
	at = $state(0);
	/** The server did not answer: what is shown is the copy kept on this device. */
	stale = $state(false);
	/** Guests to be greeted in person who have just come; the newest is shown. */
	greeted = $state.raw<Greeted[]>([]);
	/** By how much the server's clock is ahead of this screen's, ms. */
	ahead = $state(0);
	/** Who arrived while the board was open, to be shown sliding in. */
	readonly fresh = new Set<string>();
	#stop: (() => void) | undefined;
	#stopped = false;
	#asked: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly parts: BoardParts) {}

	/** Loads, then follows until the returned function is called. */
	start(): () => void {
		this.#stopped = false;
		void this.#begin();
		return () => {
			this.#stopped = true;
			clearTimeout(this.#asked);
			this.#stop?.();
			this.#stop = undefined;
		};
	}

	async #begin(): Promise<void> {
		const since = await this.#load().catch(() => null);
		if (this.#stopped || this.#stop) return;
		// Without a first answer there is nothing to follow from: try again.
		if (since === null) this.#asked = this.parts.later(() => void this.#begin(), RETRY);
		else this.#stop = this.parts.follow({ since, change: (change) => this.apply(change), refetch: () => this.#refetch() });
	}

	/** A hole, or too long a cut: the answer is taken whatever its cursor. */
	async #refetch(): Promise<number> {
		const cursor = await this.#load();
		if (cursor === null) throw new Error('The server can not be reached.');
		return cursor;
	}

	/** Asks again while following, for what the changes do not say; also when the network comes back. */
	async refresh(): Promise<void> {
		if (!this.#stop) return;
		await this.#load({ notBefore: true }).catch(() => undefined);
	}

	/** The cursor of the server's answer; null when only the copy on this device could be had. */
	async #load({ notBefore = false } = {}): Promise<number | null> {
		try {
			const { value, at, stale } = await this.parts.fetch();
			// Changes overtook the answer: those it lacks would be lost.
			if (notBefore && !stale && this.board && value.cursor < this.board.cursor) this.refreshSoon();
			else if (!stale || !this.board) this.board = value;
			if (!stale) this.ahead = Date.parse(value.server_time) - Date.now();
			if (!stale || !this.at) this.at = at;
			this.stale = stale;
			this.problem = null;
			return stale ? null : value.cursor;
		} catch (error) {
			this.problem = asProblem(error);
			throw error;
		}
	}

	apply(change: Change): void {
		const board = this.board;
		if (!board || change.cursor <= board.cursor) return;
		this.at = Date.now();
		this.stale = false;
		const figures = change.kind === 'guest_moved' ? moved(board, change.data) : null;
		if (!figures) this.refreshSoon();
		if (change.kind === 'guest_moved' && figures && figures.last_arrivals !== board.last_arrivals) this.fresh.add(change.data.guest_id);
		if (change.kind === 'guest_moved' && isGreeted(change.data)) this.#greet(change.data);
		this.board = { ...board, ...figures, cursor: change.cursor };
	}

	#greet({ guest_id, name, organisation, after }: MovedGuest): void {
		if (!after?.arrived_at || Date.now() + this.ahead - Date.parse(after.arrived_at) > NO_NEWS) return;
		const guest = { guest_id, name, organisation, at: after.arrived_at, gate: after.arrived_gate, came: after.came };
		this.greeted = [guest, ...this.greeted.filter((other) => other.guest_id !== guest_id)];
		this.parts.later(() => this.dismiss(guest_id), BANNER);
	}

	dismiss(guestId: string): void {
		this.greeted = this.greeted.filter((guest) => guest.guest_id !== guestId);
	}

	/** A change did not say enough: ask, once for several of them. */
	refreshSoon(): void {
		clearTimeout(this.#asked);
		this.#asked = this.parts.later(() => void this.refresh(), SETTLE);
	}
}
