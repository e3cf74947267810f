/** What the search box shows: what the device holds at once, then what the server finds, each kind in a group of its own. */
import { asProblem } from '$lib/api';
import { recents } from '$lib/db';
import { people, words } from '$lib/people';
import { session } from '$lib/session';
import { allItem, askServer, hitItems, kinds, matches, pageItems, personItem, recentItem, type Can, type PaletteItem } from './palette-items';

/** So many of a kind at most. */
const EACH = 6;
const PAUSE = 160;

/** What it is made of, so that a test can give others. */
export interface Parts {
	server: typeof askServer;
	recents: typeof recents;
	/** The people that the device holds. */
	people: Pick<typeof people, 'search' | 'open' | 'complete'>;
	can: Can;
}

const PARTS: Parts = { server: askServer, recents, people, can: (right) => session.can(right) };

export class PaletteFinding {
	query = $state('');
	active = $state(0);
	busy = $state(false);
	/** Why only what the device holds was searched; empty when the server answered. */
	alone = $state<'' | 'offline' | 'failed'>('');
	#recent = $state.raw<PaletteItem[]>([]);
	#seen = $state.raw<PaletteItem[]>([]);
	#answer = $state.raw<{ query: string; items: PaletteItem[] }>({ query: '', items: [] });
	#timer: ReturnType<typeof setTimeout> | undefined;

	readonly items: PaletteItem[] = $derived.by(() => (words(this.query).length ? this.#results() : this.#beforeTyping()));
	readonly current: PaletteItem | undefined = $derived(this.items[this.active]);

	constructor(private readonly parts: Parts = PARTS) {}

	/** Returns what ends it. */
	start(): () => void {
		void this.parts.recents(12).then(
			(rows) => {
				this.#recent = rows.map((row) => recentItem(row));
				this.#seen = rows.map((row) => recentItem(row, true));
			},
			() => undefined,
		);
		if (this.#maySeePeople) void this.parts.people.open();
		return () => clearTimeout(this.#timer);
	}

	/** Called on each keystroke. */
	search(query: string): void {
		this.query = query;
		this.active = 0;
		clearTimeout(this.#timer);
		this.busy = words(query).length > 0;
		if (this.busy) this.#timer = setTimeout(() => void this.#ask(query), PAUSE);
	}

	/** Around: after the last comes the first. */
	move(step: number): void {
		const count = this.items.length;
		if (count) this.active = (this.active + step + count) % count;
	}

	/** To the first line of the next group, or of the one before. */
	leap(step: number): void {
		const starts = this.items.flatMap((item, index) => (item.group === this.items[index - 1]?.group ? [] : [index]));
		const before = starts.filter((start) => start <= this.active).length - 1;
		this.active = starts.at((before + step) % starts.length) ?? 0;
	}

	get #maySeePeople(): boolean {
		return this.parts.can('contacts.view_person');
	}

	#beforeTyping(): PaletteItem[] {
		return [...this.#recent.slice(0, 8), ...pageItems(this.parts.can).slice(0, 6)];
	}

	#results(): PaletteItem[] {
		const pages = pageItems(this.parts.can).filter((item) => matches(item, this.query));
		return [...kinds.flatMap((kind) => this.#ofKind(kind)), ...pages];
	}

	/** A device that holds everybody shows its own first, so that no line moves when the server answers. */
	#ofKind(kind: (typeof kinds)[number]): PaletteItem[] {
		const theirs = this.#answered().filter((item) => item.key.startsWith(`${kind}:`));
		const seen = this.#seen.filter((item) => item.key.startsWith(`${kind}:`) && matches(item, this.query));
		const held = kind === 'contact' ? this.#held() : [];
		const found = unique(this.parts.people.complete ? [...held, ...theirs, ...seen] : [...theirs, ...held, ...seen]);
		const more = theirs.length >= EACH ? allItem(kind, this.query) : undefined;
		return more ? [...found.slice(0, EACH), more] : found.slice(0, EACH);
	}

	#held(): PaletteItem[] {
		if (!this.#maySeePeople) return [];
		const found = this.parts.people.search(this.query, EACH);
		return found.people.map((person) => personItem(person, found.matched.get(person.id)));
	}

	/** An earlier answer stays as far as it still holds what is typed, until the next one is there. */
	#answered(): PaletteItem[] {
		const { query, items } = this.#answer;
		return query === this.query ? items : items.filter((item) => matches(item, this.query));
	}

	/** A line that was chosen below the first stays chosen, wherever the answer puts it. */
	#take(query: string, items: PaletteItem[]): void {
		const chosen = this.active ? this.current?.key : undefined;
		this.#answer = { query, items };
		this.active = Math.max(0, this.items.findIndex(({ key }) => key === chosen));
	}

	async #ask(query: string): Promise<void> {
		try {
			const items = hitItems(await this.parts.server(query.trim(), EACH));
			if (query !== this.query) return;
			this.#take(query, items);
			this.alone = '';
		} catch (error) {
			if (query !== this.query) return;
			this.alone = asProblem(error).isOffline ? 'offline' : 'failed';
		}
		this.busy = false;
	}
}

function unique(items: readonly PaletteItem[]): PaletteItem[] {
	return [...new Map(items.toReversed().map((item) => [item.key, item])).values()].toReversed();
}
