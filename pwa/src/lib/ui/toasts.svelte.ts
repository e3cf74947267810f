/** Short messages at the edge of the screen, and the undo that replaces "Are you sure?". */
import { asProblem, sentenceOf } from '$lib/api';
import { t } from '$lib/texts';

export interface Toast {
	id: number;
	text: string;
	tone: 'info' | 'done' | 'error';
	action?: { label: string; run: () => void };
	/** ms; 0 stays until closed. */
	timeout: number;
}
type ToastIn = Partial<Omit<Toast, 'id'>> & { text: string };

const READABLE = 6000;

class Toasts {
	items = $state<Toast[]>([]);
	#next = 1;
	#pending = new Map<number, () => void>();

	show(toast: ToastIn): number {
		const id = this.#next++;
		this.items = [...this.items.slice(-2), { tone: 'info', timeout: READABLE, ...toast, id }];
		return id;
	}

	done(text: string): void {
		this.show({ text, tone: 'done' });
	}

	/** The one way to tell of a failure that has no field or page of its own. */
	readonly failed = (error: unknown): void => {
		this.show({ text: sentenceOf(asProblem(error)), tone: 'error', timeout: 10_000 });
	};

	/** Says what was done and carries it out when the time to undo has passed (or the page is left). */
	undoable({ text, commit, undo }: { text: string; commit: () => Promise<unknown>; undo: () => void }): void {
		const id = this.show({ text, tone: 'done', action: { label: t.ui.undo, run: () => this.#undo(id, undo) } });
		this.#pending.set(id, () => void commit().catch((error: unknown) => (undo(), this.failed(error))));
	}

	close(id: number): void {
		this.items = this.items.filter((toast) => toast.id !== id);
		this.#commit(id);
	}

	/** Carries out everything still waiting: the page goes away. */
	flush(): void {
		for (const id of [...this.#pending.keys()]) this.#commit(id);
	}

	#undo(id: number, undo: () => void): void {
		this.#pending.delete(id);
		undo();
	}

	#commit(id: number): void {
		const commit = this.#pending.get(id);
		this.#pending.delete(id);
		commit?.();
	}
}

export const toasts = new Toasts();
