/** The list of events, upcoming or past, page by page; the last upcoming ones without a network, too. */
import { asProblem, type Event, type Problem } from '$lib/api';
import { keptOffline, recents, type Recent } from '$lib/db';
import { fetchEvents, type EventQuery, type Period } from './calls';

const PAGE = 40;
const PAUSE = 180;

export class EventList {
	rows = $state.raw<Event[]>([]);
	total = $state(0);
	problem = $state.raw<Problem | null>(null);
	busy = $state(true);
	/** When the shown copy was fetched, if the server does not answer. */
	keptAt = $state<number | null>(null);
	/** Events opened on this device, when there is neither an answer nor a copy. */
	recent = $state.raw<Recent[]>([]);
	q = $state('');
	period = $state<Period>('upcoming');
	#asked = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly fetchPage: (query: EventQuery) => Promise<{ items: Event[]; total: number }> = fetchEvents) {}

	set(q: string, period: Period): void {
		if (q === this.q && period === this.period && this.#asked) return;
		const typed = q !== this.q && this.#asked > 0;
		if (period !== this.period) this.rows = [];
		this.q = q;
		this.period = period;
		this.busy = true;
		this.#asked ||= 1;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.load(), typed ? PAUSE : 0);
	}

	load(): Promise<void> {
		return this.#fetch(0);
	}

	async more(): Promise<void> {
		if (!this.busy && this.rows.length < this.total) await this.#fetch(this.rows.length);
	}

	async #fetch(offset: number): Promise<void> {
		const turn = ++this.#asked;
		const { q, period } = this;
		this.busy = true;
		try {
			const { value, stale, at } = await this.#kept({ q: q.trim(), period, sort: period === 'past' ? '-starts_at' : 'starts_at', limit: PAGE, offset });
			if (turn !== this.#asked) return;
			this.rows = offset ? [...this.rows, ...value.items] : value.items;
			this.total = value.total;
			this.keptAt = stale ? at : null;
			this.problem = null;
		} catch (error) {
			if (turn !== this.#asked) return;
			this.problem = asProblem(error);
			if (this.problem.isOffline) this.recent = await recents(8, 'event').catch(() => []);
		} finally {
			if (turn === this.#asked) this.busy = false;
		}
	}

	#kept(query: EventQuery) {
		const ask = () => this.fetchPage(query);
		if (query.q || query.offset) return ask().then((value) => ({ value, stale: false, at: Date.now() }));
		return keptOffline(`/events?${query.period}`, ask);
	}
}
