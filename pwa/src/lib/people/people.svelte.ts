/** The offline base of people: loaded from the device, filled page by page from the server, kept fresh by live changes. */
import { api, ask, asProblem, type OfflineContact } from '$lib/api';
import { base } from '$lib/db';
import { live } from '$lib/live';
import { PeopleIndex, type Found } from './index-of-people';

const PAGE = 1000;
const SETTLE = 1500;
const AFTER = 'people.after.2'; // another number has everybody fetched again: what is kept of a person has changed
const CURSOR = 'people.cursor';
const COMPLETE = 'people.complete';

type Page = { items: OfflineContact[]; next?: string | null; more: boolean; removed: string[]; cursor: number };

class People {
	/** Grows with each change of the index: read it to depend on the people held. */
	version = $state(0);
	count = $state(0);
	status = $state<'idle' | 'loading' | 'syncing' | 'ready' | 'failed'>('idle');
	/** True once the whole base has been fetched at least once. */
	complete = $state(false);
	/** Grows as words are prepared that sound alike. */
	#heard = $state(0);

	#index = new PeopleIndex();
	#opened: Promise<void> | undefined;
	#syncing: Promise<void> | undefined;
	#again: ReturnType<typeof setTimeout> | undefined;
	#listening: ReturnType<typeof setTimeout> | undefined;

	search(query: string, limit?: number): Found {
		void this.version;
		void this.#heard;
		return this.#index.search(query, limit);
	}

	get(id: string): OfflineContact | undefined {
		void this.version;
		return this.#index.get(id);
	}

	/** Reads what the device holds into memory; once. */
	open(): Promise<void> {
		return (this.#opened ??= this.#open());
	}

	async #open(): Promise<void> {
		this.status = 'loading';
		this.#index.put(await base.contacts.toArray());
		this.complete = (await base.getMeta<boolean>(COMPLETE)) ?? false;
		this.#changed();
		this.status = this.complete ? 'ready' : 'idle';
	}

	/** Fetches what is missing, then follows changes; the returned function stops following. */
	start(): () => void {
		let stop: (() => void) | undefined;
		let stopped = false;
		void this.sync().then(async () => {
			if (!stopped) stop = this.#follow((await base.getMeta<number>(CURSOR)) ?? null);
		});
		return () => {
			stopped = true;
			clearTimeout(this.#again);
			stop?.();
		};
	}

	/** Continues where the last synchronisation stopped. */
	sync(): Promise<void> {
		return (this.#syncing ??= this.#sync().finally(() => (this.#syncing = undefined)));
	}

	forget(): void {
		this.#index.clear();
		this.#opened = undefined;
		this.complete = false;
		this.status = 'idle';
		this.#changed();
	}

	async #sync(): Promise<void> {
		await this.open();
		this.status = 'syncing';
		try {
			while (await this.#fetchPage());
			this.complete = true;
			await base.setMeta(COMPLETE, true);
			this.status = 'ready';
		} catch (error) {
			this.status = this.complete && asProblem(error).isOffline ? 'ready' : 'failed';
		}
	}

	/** One page; false when it was the last. */
	async #fetchPage(): Promise<boolean> {
		const after = await base.getMeta<string>(AFTER);
		const page: Page = await ask(api.GET('/api/v1/contacts/offline', { params: { query: { after, limit: PAGE } } }));
		await base.transaction('rw', base.contacts, base.meta, async () => {
			await base.contacts.bulkPut(page.items);
			await base.contacts.bulkDelete(page.removed);
			if (page.next) await base.setMeta(AFTER, page.next);
			await base.setMeta(CURSOR, page.cursor);
		});
		this.#index.put(page.items);
		this.#index.remove(page.removed);
		this.#changed();
		return page.more;
	}

	#follow(since: number | null): () => void {
		return live.follow('contacts', {
			since,
			change: () => this.#syncSoon(),
			refetch: async () => {
				await this.sync();
				return (await base.getMeta<number>(CURSOR)) ?? null;
			},
		});
	}

	#syncSoon(): void {
		clearTimeout(this.#again);
		this.#again = setTimeout(() => void this.sync(), SETTLE);
	}

	#changed(): void {
		this.count = this.#index.size;
		this.version++;
		clearTimeout(this.#listening);
		if (this.count) this.#listening = setTimeout(() => void this.#hear(), SETTLE);
	}

	/** Prepares what names sound like; until then, and without a network at the first time, they are found as typed. */
	async #hear(): Promise<void> {
		const { Alike } = await import('./alike');
		const entries = this.#index.entries();
		const alike = await Alike.of(entries);
		if (entries !== this.#index.entries()) return;
		this.#index.understand(alike);
		this.#heard++;
	}
}

export const people = new People();
