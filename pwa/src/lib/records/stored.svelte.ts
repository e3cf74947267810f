/** Small lists that every record needs (fields, vocabularies): asked once, kept on the device, fresh after each change. */
import { asProblem, type Problem } from '$lib/api';
import { keptOffline } from '$lib/db';

export class Stored<T> {
	value = $state.raw<T | null>(null);
	problem = $state.raw<Problem | null>(null);
	#asked: Promise<void> | undefined;
	#turn = 0;

	constructor(
		private readonly key: string,
		private readonly fetchIt: () => Promise<T>,
	) {}

	/** Asks unless somebody has. */
	open(): Promise<void> {
		return (this.#asked ??= this.reload());
	}

	async reload(): Promise<void> {
		const turn = ++this.#turn;
		try {
			const { value } = await keptOffline(this.key, this.fetchIt);
			if (turn !== this.#turn) return;
			this.value = value;
			this.problem = null;
		} catch (error) {
			if (turn !== this.#turn) return;
			this.problem = asProblem(error);
			this.#asked = undefined;
		}
	}

	/** It changed: whoever shows it has it fresh. Not asked for where nobody has needed it yet. */
	async renew(): Promise<void> {
		if (this.#asked || this.value) await (this.#asked = this.reload());
	}

	/** The next one who needs it asks again. */
	forget(): void {
		this.#asked = undefined;
	}
}
