/** The inbox: newest first, live, read here or on another device. */
import { api, ask, asProblem, type Notice, type Problem } from '$lib/api';
import { keptOffline } from '$lib/db';
import { live, type Change } from '$lib/live';
import { unread } from '$lib/notices/unread.svelte';
import { dayDistance, t } from '$lib/texts';

const PAGE = 50;

export interface InboxParts {
	fetch: (limit: number, offset: number) => Promise<{ items: Notice[]; total: number }>;
	kept: typeof keptOffline;
	read: (id: string) => Promise<unknown>;
	readAll: () => Promise<unknown>;
	/** The number in the side bar is to be asked again. */
	counted: () => void;
}
const real: InboxParts = {
	fetch: (limit, offset) => ask(api.GET('/api/v1/notices', { params: { query: { limit, offset } } })),
	kept: keptOffline,
	read: (notice_id) => ask(api.POST('/api/v1/notices/{notice_id}/read', { params: { path: { notice_id } } })),
	readAll: () => ask(api.POST('/api/v1/notices/read-all')),
	counted: () => void unread.refresh().catch(() => undefined),
};

export class Inbox {
	all = $state.raw<Notice[]>([]);
	total = $state(0);
	ready = $state(false);
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	keptAt = $state<number | null>(null);
	onlyUnread = $state(false);

	constructor(private readonly parts: InboxParts = real) {}

	readonly unread = $derived(this.all.filter((notice) => !notice.read_at).length);
	readonly groups = $derived(grouped(this.onlyUnread ? this.all.filter((notice) => !notice.read_at) : this.all));

	async load(): Promise<void> {
		try {
			const { value, stale, at } = await this.parts.kept('/notices', () => this.parts.fetch(PAGE, 0));
			this.all = value.items;
			this.total = value.total;
			this.keptAt = stale ? at : null;
			this.problem = null;
			this.ready = true;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	async more(): Promise<void> {
		this.busy = true;
		try {
			const page = await this.parts.fetch(PAGE, this.all.length);
			const known = new Set(this.all.map((notice) => notice.id));
			this.all = [...this.all, ...page.items.filter((notice) => !known.has(notice.id))];
			this.total = page.total;
		} finally {
			this.busy = false;
		}
	}

	/** Without a network it shows as read here; the server hears of it with the next one that is read. */
	async read(notice: Notice): Promise<void> {
		if (notice.read_at) return;
		this.#mark([notice.id]);
		await this.parts.read(notice.id).catch(() => undefined);
		this.parts.counted();
	}

	async readAll(): Promise<void> {
		await this.parts.readAll();
		this.#mark(this.all.map((notice) => notice.id));
		this.parts.counted();
	}

	follow(audience: string): () => void {
		const refetch = async () => {
			await this.load();
			return null;
		};
		return live.follow(audience, { since: null, change: (change) => this.apply(change), refetch });
	}

	apply(change: Change): void {
		if (change.kind === 'notices_read') this.#mark(change.data.ids);
		if (change.kind !== 'notice_published') return;
		const { id, notice_kind: kind, title, body, url } = change.data;
		if (this.all.some((notice) => notice.id === id)) return;
		this.all = [{ id, kind, title, body, url, created_at: change.at, read_at: null }, ...this.all];
		this.total++;
	}

	#mark(ids: readonly string[]): void {
		const at = new Date().toISOString();
		this.all = this.all.map((notice) => (ids.includes(notice.id) && !notice.read_at ? { ...notice, read_at: at } : notice));
	}
}

function grouped(notices: readonly Notice[]): { title: string; notices: Notice[] }[] {
	const groups = new Map<string, Notice[]>();
	for (const notice of notices) {
		const days = dayDistance(notice.created_at);
		const title = days >= 0 ? t.notices.today : days === -1 ? t.notices.yesterday : t.notices.earlier;
		groups.set(title, [...(groups.get(title) ?? []), notice]);
	}
	return [...groups].map(([title, rows]) => ({ title, notices: rows }));
}

/** Notices lead inside the application; anything else is not followed. */
export const pathOf = (url: string): string | null => (/^\/(?![/\\])/.test(url) ? url : null);
