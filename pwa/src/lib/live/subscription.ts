/** One screen's view of one audience: applies changes in order, notices a hole, and asks for a fresh state then. */
import type { Change } from './changes';

export interface Follower {
	/** Cursor of the snapshot the screen already holds; null to start from now. */
	since: number | null;
	change: (change: Change) => void;
	/** Fetches the state again; its cursor (or null: from now). A throw is tried again later. */
	refetch: () => Promise<number | null>;
	refused?: (code: string) => void;
}

export class Subscription {
	cursor: number | null;
	#waiting: Change[] = [];
	#refetching = false;
	#stopped = false;

	constructor(
		readonly audience: string,
		readonly follower: Follower,
		private readonly later: (run: () => void) => void,
		/** Called when a refetch gave a cursor that the server should follow from. */
		private readonly refollow: () => void,
	) {
		this.cursor = follower.since;
	}

	stop(): void {
		this.#stopped = true;
	}

	/** The server's answer to follow: where the audience stands. */
	following(cursor: number): void {
		if (this.cursor === null) this.cursor = cursor;
		else if (cursor < this.cursor) void this.refetch();
	}

	take(change: Change): void {
		if (this.#stopped) return;
		if (this.#refetching) this.#waiting.push(change);
		else this.#apply(change);
	}

	#apply(change: Change): void {
		if (this.cursor === null) this.cursor = change.cursor - 1;
		if (change.cursor <= this.cursor) return;
		if (change.cursor > this.cursor + 1) {
			this.#waiting.push(change);
			void this.refetch();
			return;
		}
		this.cursor = change.cursor;
		this.follower.change(change);
	}

	async refetch(): Promise<void> {
		if (this.#refetching || this.#stopped) return;
		this.#refetching = true;
		try {
			this.cursor = await this.follower.refetch();
			this.#settle();
		} catch {
			this.#refetching = false;
			this.later(() => void this.refetch());
		}
	}

	#settle(): void {
		this.#refetching = false;
		if (this.#stopped) return;
		const waiting = this.#waiting.sort((a, b) => a.cursor - b.cursor);
		this.#waiting = [];
		for (const change of waiting) this.take(change);
		this.refollow();
	}
}
