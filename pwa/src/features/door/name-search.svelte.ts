/** The second way in: a name that is typed; accents and case do not matter. */
import { asProblem, type Problem } from '$lib/api';
import { words } from '$lib/people/fold';
import type { Found } from './shown';

const PAUSE = 150;
const FEWEST_LETTERS = 2;

export class NameSearch {
	q = $state('');
	/** null: nothing to look for yet. */
	found = $state.raw<Found[] | null>(null);
	problem = $state.raw<Problem | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asked = 0;

	constructor(private readonly find: (q: string) => Promise<Found[]>) {}

	type(q: string): void {
		this.q = q;
		this.#asked++;
		clearTimeout(this.#timer);
		if (words(q).some((word) => word.length >= FEWEST_LETTERS)) this.#timer = setTimeout(() => void this.#look(q), PAUSE);
		else this.found = null;
	}

	/** An answer that comes after the next letter is dropped. */
	async #look(q: string): Promise<void> {
		const asked = ++this.#asked;
		try {
			const found = await this.find(q);
			if (asked === this.#asked) [this.found, this.problem] = [found, null];
		} catch (error) {
			if (asked === this.#asked) this.problem = asProblem(error);
		}
	}
}
