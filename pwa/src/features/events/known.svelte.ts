/** Who is known already while a person is written down by hand: asked when typing pauses; a failure keeps nobody from typing on. */
import type { KnownGuest } from '$lib/api';
import { findKnown } from './officers';

const PAUSE = 450;

interface Typed {
	name: string;
	email: string;
	organisation: string;
}

export class KnownGuests {
	items = $state.raw<readonly KnownGuest[]>([]);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#turn = 0;
	#last = '';

	constructor(
		private readonly eventId: string,
		private readonly find: typeof findKnown = findKnown,
	) {}

	typed({ name, email, organisation }: Typed): void {
		const asked = { name: name.trim(), email: email.trim(), organisation: organisation.trim() };
		const key = JSON.stringify(asked);
		if (key === this.#last) return;
		this.#last = key;
		this.close();
		if (asked.name.length > 1 || asked.email.includes('@')) this.#timer = setTimeout(() => void this.#ask(asked), PAUSE);
		else this.items = [];
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#turn++;
	}

	async #ask(asked: Typed): Promise<void> {
		const turn = ++this.#turn;
		const found = await this.find(this.eventId, asked).catch(() => []);
		if (turn === this.#turn) this.items = found;
	}
}
