/** What was typed and not yet saved; survives a reload and an empty battery. */
import { base } from './base';

const PAUSE = 300;

/** Saves the form under a key shortly after each change; `restore` once at the start, `discard` when it was sent. */
export class DraftKeeper<T> {
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(readonly key: string) {}

	async restore(): Promise<T | undefined> {
		return (await base.drafts.get(this.key))?.value as T | undefined;
	}

	keep(value: T): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#write(value), PAUSE);
	}

	async discard(): Promise<void> {
		clearTimeout(this.#timer);
		await base.drafts.delete(this.key);
	}

	async #write(value: T): Promise<void> {
		await base.drafts.put({ key: this.key, value: JSON.parse(JSON.stringify(value)), at: Date.now() });
	}
}
