/** Of a table with very many rows: which are drawn, and which a Shift selects. */
import { drawnRows, rangeSelected } from './table';

/** Only rows near the view are in the page; heights are those of the first one drawn. */
export class DrawnRows {
	#top = $state(0);
	#height = $state(0);
	#view = $state(0);
	/** A row that is about to get the focus, wherever the view is. */
	sought = $state<number | null>(null);

	measure(body: HTMLElement | undefined): void {
		const first = body?.querySelector('tr[aria-rowindex]');
		if (!body || !first) return;
		this.#height = first.getBoundingClientRect().height;
		this.#top = body.getBoundingClientRect().top;
		this.#view = window.innerHeight;
	}

	of(count: number): [first: number, end: number] {
		return drawnRows(count, this.sought === null ? this.#top : -this.sought * this.#height, this.#height, this.#view);
	}

	/** As high as COUNT rows that are not drawn. */
	standIn = (count: number) => (node: HTMLElement) => {
		node.style.height = `${count * this.#height}px`;
	};
}

/** Where a range of selected rows begins, and what was selected before it. NOW is always what is selected at present. */
export class SelectedRange {
	#anchor: string | null = null;
	#base: ReadonlySet<string> = new Set();
	#last: ReadonlySet<string> = new Set();

	/** KEY was selected or taken out, which gives NOW. */
	begin(key: string, now: ReadonlySet<string>): void {
		this.#anchor = key;
		this.#base = this.#last = now;
	}

	begun(now: ReadonlySet<string>): boolean {
		this.#follow(now);
		return this.#anchor !== null;
	}

	/** What is selected with all rows of KEYS from the anchor, or from FROM where there is none yet, to INDEX. */
	upTo(keys: readonly string[], now: ReadonlySet<string>, index: number, from = index): Set<string> {
		this.#follow(now);
		this.#anchor ??= keys[from] ?? null;
		const selected = rangeSelected(keys, this.#base, this.#anchor, index);
		this.#last = selected;
		return selected;
	}

	/** A selection that was changed elsewhere (cleared, all of it, a row that is gone) is where the next range begins. */
	#follow(now: ReadonlySet<string>): void {
		if (now.size === this.#last.size && [...now].every((key) => this.#last.has(key))) return;
		this.#anchor = null;
		this.#base = this.#last = now;
	}
}
