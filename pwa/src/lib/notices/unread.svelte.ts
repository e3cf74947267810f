/** How many notices wait to be read, and proposed contacts to be decided; the shell shows it, their screens change it. */
import { api, ask } from '$lib/api';
import { live, type Change } from '$lib/live';
import { toasts } from '$lib/ui/toasts.svelte';

class Unread {
	count = $state(0);
	/** Counted by lib/candidates. */
	candidates = $state(0);

	async refresh(): Promise<void> {
		const page = await ask(api.GET('/api/v1/notices', { params: { query: { unread: true, limit: 1 } } }));
		this.count = page.total;
	}

	/** Counts from now on; the returned function stops. */
	follow(audience: string): () => void {
		const refetch = async () => {
			await this.refresh();
			return null;
		};
		void this.refresh().catch(() => undefined);
		return live.follow(audience, { since: null, change: (change) => this.#take(change), refetch });
	}

	#take(change: Change): void {
		// Read here or on another device: the server knows the number.
		if (change.kind === 'notices_read') void this.refresh().catch(() => undefined);
		if (change.kind !== 'notice_published') return;
		this.count++;
		toasts.show({ text: change.data.title });
	}
}

export const unread = new Unread();
