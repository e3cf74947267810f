/** Who may be in the base already while somebody types: asked when typing pauses; a failure keeps nobody from typing on. */
import type { DraftCandidate, DraftWish } from '$lib/api';
import { findKnown } from './calls';

const PAUSE = 450;

export class KnownPeople {
	items = $state.raw<readonly DraftCandidate[]>([]);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asked: AbortController | null = null;
	#last = '';

	constructor(private readonly find: typeof findKnown = findKnown) {}

	typed(draft: DraftWish): void {
		const key = JSON.stringify(draft);
		if (key === this.#last) return;
		this.#last = key;
		this.close();
		if (tells(draft)) this.#timer = setTimeout(() => void this.#ask(draft), PAUSE);
		else this.items = [];
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#asked?.abort();
		this.#asked = null;
	}

	async #ask(draft: DraftWish): Promise<void> {
		const turn = (this.#asked = new AbortController());
		const found = await this.find(draft, turn.signal).catch(() => []);
		if (turn === this.#asked) this.items = found;
	}
}

const tells = ({ family_name, emails, phones }: DraftWish): boolean =>
	(family_name ?? '').length > 1 || (emails ?? []).some((email) => email.includes('@')) || (phones ?? []).some((phone) => phone.length > 7);
