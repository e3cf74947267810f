/** Small lists that every record needs (fields, vocabularies): asked once, kept on the device, fresh after each change. */
import { asProblem, type Problem } from '$lib/api';
import { keptOffline } from '$lib/db';

export class Stored<T> {
	value = $state.raw<T | null>(null);
	problem = $state.raw<Problem | null>(null);
	#asked: Promise<void> | undefined;

	constructor(
		private readonly key: string,
		private readonly fetchIt: () => Promise<T>,
	) {}

	/** Asks unless somebody has. */
	open(): Promise<void> {
		return (this.#asked ??= this.reload());
	}

	async reload(): Promise<void> {
		try {
			this.value = (await keptOffline(this.key, this.fetchIt)).value;
			this.problem = null;
		} catch (error) {
			this.problem = asProblem(error);
			this.#asked = undefined;
		}
	}

	/** The next one who needs it asks again. */
	forget(): void {
		this.#asked = undefined;
	}
}
