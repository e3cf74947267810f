/** What matters today: tonight's events, what waits to be read, where one was. */
import { api, ask, asProblem, type Event, type Import, type Notice, type Problem } from '$lib/api';
import { keptOffline, recents, type Recent } from '$lib/db';
import type { Right } from '$lib/session';
import { dayDistance } from '$lib/texts';

export interface HomeData {
	events: Event[];
	notices: Notice[];
	imports: Import[];
}
type Can = (right: Right) => boolean;

const EVENTS = 50;
const NEXT = 4;
/** An event that begins within these hours is tonight's, past midnight too. */
const SOON = 8 * 3_600_000;

export class HomeState {
	data = $state.raw<HomeData | null>(null);
	recent = $state.raw<Recent[]>([]);
	problem = $state.raw<Problem | null>(null);
	/** When the copy shown was fetched, if the server does not answer. */
	keptAt = $state<number | null>(null);

	constructor(
		private readonly can: Can,
		private readonly fetchAll: () => Promise<HomeData> = () => fetchHome(can),
		private readonly now: () => number = Date.now,
	) {}

	/** Events of today, and those that began and are not over. */
	readonly today = $derived((this.data?.events ?? []).filter((event) => this.#isToday(event)));
	readonly next = $derived((this.data?.events ?? []).filter((event) => this.#isLater(event)).slice(0, NEXT));

	async load(): Promise<void> {
		void recents(6).then((rows) => (this.recent = rows), () => undefined);
		try {
			const { value, at, stale } = await keptOffline('/home', this.fetchAll);
			this.data = value;
			this.keptAt = stale ? at : null;
			this.problem = null;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	#isToday(event: Event): boolean {
		if (event.state === 'cancelled') return false;
		const running = Date.parse(event.starts_at) <= this.now() && this.now() < Date.parse(event.ends_at);
		return running || dayDistance(event.starts_at, this.now()) === 0 || this.#isSoon(event);
	}

	#isSoon(event: Event): boolean {
		const wait = Date.parse(event.starts_at) - this.now();
		return wait > 0 && wait < SOON;
	}

	#isLater(event: Event): boolean {
		return event.state !== 'cancelled' && !this.#isToday(event) && Date.parse(event.starts_at) > this.now();
	}
}

async function fetchHome(can: Can): Promise<HomeData> {
	const [events, notices, imports] = await Promise.all([
		can('events.view_event') ? fetchEvents() : [],
		fetchNotices(),
		can('contacts.import_contacts') ? fetchImports() : [],
	]);
	return { events, notices, imports };
}

const fetchEvents = async () =>
	(await ask(api.GET('/api/v1/events', { params: { query: { limit: EVENTS, sort: 'starts_at', period: 'upcoming' } } }))).items;
const fetchNotices = async () => (await ask(api.GET('/api/v1/notices', { params: { query: { unread: true, limit: 3 } } }))).items;
const fetchImports = async () => (await ask(api.GET('/api/v1/contacts/imports', { params: { query: { limit: 3 } } }))).items;
