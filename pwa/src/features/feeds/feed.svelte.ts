/** One feed with its history, as they stand now. */
import { asProblem, type Feed, type FeedMissing, type FeedRun, type Problem } from '$lib/api';
import type { Change } from '$lib/live';
import { acceptFile, fetchFeed, fetchMissing, fetchRuns, pauseFeed, removeFeed, resumeFeed, runFeed } from './calls';

const PAGE = 20;
/** The most that one answer holds. */
const MOST = 200;

export interface FeedParts {
	fetch: typeof fetchFeed;
	runs: typeof fetchRuns;
	missing: typeof fetchMissing;
	remove: typeof removeFeed;
}
const SERVER: FeedParts = { fetch: fetchFeed, runs: fetchRuns, missing: fetchMissing, remove: removeFeed };

/** As many as are shown, from a page on, as far as one answer goes. */
const asMany = (shown: readonly unknown[]): number => Math.min(MOST, Math.max(PAGE, shown.length));

/** What came between two pages moves the next one: each is there once. */
const joined = <T extends { id: unknown }>(before: readonly T[], next: readonly T[]): T[] => [...new Map([...before, ...next].map((each) => [each.id, each])).values()];

export type FeedLook = 'running' | 'stopped' | 'paused' | 'failing' | 'active';

/** What to say of a feed first. */
export function lookOf(feed: Feed): FeedLook {
	if (feed.running) return 'running';
	return feed.state === 'active' && feed.failures ? 'failing' : feed.state;
}

export class FeedDetail {
	feed = $state.raw<Feed | null>(null);
	runs = $state.raw<FeedRun[]>([]);
	total = $state(0);
	missing = $state.raw<FeedMissing[] | null>(null);
	missingTotal = $state(0);
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	#turn = 0;

	constructor(readonly id: string, private readonly parts: FeedParts = SERVER) {}

	/** How many persons the last file that was written names no more; not the last reading, which may be unchanged. */
	readonly missingCount = $derived(this.runs.find(({ outcome }) => outcome === 'written')?.missing_count ?? 0);

	async load(): Promise<void> {
		const turn = ++this.#turn;
		try {
			const [feed, page, missing] = await Promise.all([
				this.parts.fetch(this.id),
				this.parts.runs(this.id, 0, asMany(this.runs)),
				this.missing && this.parts.missing(this.id, 0, asMany(this.missing)),
			]);
			if (turn !== this.#turn) return;
			this.feed = feed;
			this.runs = page.items;
			this.total = page.total;
			this.problem = null;
			if (missing) this.#takeMissing(missing);
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}

	/** The next readings; dropped where the feed was read again meanwhile. */
	async more(): Promise<void> {
		const turn = this.#turn;
		const page = await this.parts.runs(this.id, this.runs.length, PAGE);
		if (turn !== this.#turn) return;
		this.runs = joined(this.runs, page.items);
		this.total = page.total;
	}

	async showMissing(more = false): Promise<void> {
		const turn = this.#turn;
		const before = more ? (this.missing ?? []) : [];
		const page = await this.parts.missing(this.id, before.length, PAGE);
		if (more && turn !== this.#turn) return;
		this.#takeMissing({ ...page, items: joined(before, page.items) });
	}

	#takeMissing(page: { items: FeedMissing[]; total: number }): void {
		this.missing = page.items;
		this.missingTotal = page.total;
	}

	/** A live change: of this feed, or of another. */
	take(change: Change): void {
		if (change.kind === 'feed_changed' && change.data.id === this.id) void this.load();
	}

	run = (): Promise<boolean> => this.#ask(runFeed);
	pause = (): Promise<boolean> => this.#ask(pauseFeed);
	resume = (): Promise<boolean> => this.#ask(resumeFeed);
	accept = (): Promise<boolean> => this.#ask(acceptFile);
	/** Resolves to whether it is gone; throws where it is refused. */
	async remove(): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		try {
			await this.parts.remove(this.id);
			return true;
		} finally {
			this.busy = false;
		}
	}

	async #ask(call: (id: string) => Promise<Feed>): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		try {
			this.feed = await call(this.id);
			await this.load();
			return true;
		} catch (error) {
			this.problem = asProblem(error);
			return false;
		} finally {
			this.busy = false;
		}
	}
}
