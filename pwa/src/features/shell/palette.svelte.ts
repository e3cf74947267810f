/** The search box: what is on the device at once, then what the server finds. */
import { recents } from '$lib/db';
import { people, words } from '$lib/people';
import { session } from '$lib/session';
import { askEvents, askPeople, matches, pageItems, personItem, recentItem, type PaletteItem } from './palette-items';

const PEOPLE = 6;
const PAUSE = 160;

export class PaletteState {
	open = $state(false);
	query = $state('');
	active = $state(0);
	busy = $state(false);
	#recent = $state.raw<PaletteItem[]>([]);
	#people = $state.raw<PaletteItem[]>([]);
	#events = $state.raw<PaletteItem[]>([]);
	#timer: ReturnType<typeof setTimeout> | undefined;

	readonly items: PaletteItem[] = $derived.by(() => (words(this.query).length ? this.#results() : this.#beforeTyping()));

	show(): void {
		this.search('');
		this.open = true;
		void recents().then((rows) => (this.#recent = rows.map(recentItem)));
		if (session.can('contacts.view_person')) void people.open();
	}

	/** Called on each keystroke. */
	search(query: string): void {
		this.query = query;
		this.active = 0;
		clearTimeout(this.#timer);
		this.busy = words(query).length > 0;
		if (this.busy) this.#timer = setTimeout(() => void this.#ask(query), PAUSE);
	}

	move(step: number): void {
		const count = this.items.length;
		if (count) this.active = (this.active + step + count) % count;
	}

	#beforeTyping(): PaletteItem[] {
		return [...this.#recent, ...pageItems((right) => session.can(right)).slice(0, 6)];
	}

	/** Earlier answers of the server stay while they still match what is typed. */
	#results(): PaletteItem[] {
		const local = session.can('contacts.view_person') ? people.search(this.query, PEOPLE).people.map(personItem) : [];
		const others = this.#people.filter((item) => !local.some((here) => here.key === item.key));
		const found = [...this.#events, ...pageItems((right) => session.can(right))].filter((item) => matches(item, this.query));
		return [...local, ...others.filter((item) => matches(item, this.query))].slice(0, PEOPLE).concat(found);
	}

	async #ask(query: string): Promise<void> {
		const [found, events] = await Promise.all([
			session.can('contacts.view_person') ? askPeople(query, PEOPLE) : [],
			session.can('events.view_event') ? askEvents(query) : [],
		]);
		if (query !== this.query) return;
		this.#people = found;
		this.#events = events;
		this.busy = false;
	}
}

export const palette = new PaletteState();
