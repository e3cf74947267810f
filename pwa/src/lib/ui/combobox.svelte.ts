/** What a field with suggestions knows, apart from its markup: the options of what is typed, and the one the arrows are on. */

export interface Option<V = string> {
	value: V;
	label: string;
	hint?: string;
}
export type Suggest<V> = (query: string) => Option<V>[] | Promise<Option<V>[]>;

const PAUSE = 150;

export class Suggestions<V> {
	options = $state.raw<Option<V>[]>([]);
	/** -1: none, what is typed stands. */
	active = $state(-1);
	open = $state(false);
	busy = $state(false);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#turn = 0;

	/** FREE: what is typed may stand for itself, so nothing is chosen before an arrow is pressed. */
	constructor(
		private readonly suggest: () => Suggest<V>,
		private readonly free: () => boolean = () => false,
	) {}

	/** Asks at once, or a moment after the last key. */
	search(query: string, pause = PAUSE): void {
		clearTimeout(this.#timer);
		this.open = true;
		this.#timer = setTimeout(() => void this.#ask(query), pause);
	}

	move(step: number): void {
		this.open = true;
		const count = this.options.length;
		if (!count) return;
		const from = this.free() ? -1 : 0;
		const next = this.active + step;
		this.active = next < from ? count - 1 : next >= count ? from : next;
	}

	/** The option that Enter takes. */
	get current(): Option<V> | undefined {
		return this.open ? this.options[this.active] : undefined;
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#turn++;
		this.open = false;
		this.busy = false;
	}

	async #ask(query: string): Promise<void> {
		const turn = ++this.#turn;
		this.busy = true;
		try {
			const options = await this.suggest()(query);
			if (turn !== this.#turn) return;
			this.options = options;
			this.active = this.free() || !options.length ? -1 : 0;
		} catch {
			if (turn === this.#turn) this.options = [];
		} finally {
			if (turn === this.#turn) this.busy = false;
		}
	}
}
