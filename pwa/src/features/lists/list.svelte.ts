/** One list: what it is, who is in it page by page, and changes that apply at once or wait for its owner. */
import { asProblem, type ContactListDetail, type ListItem, type ListMember, type Problem } from '$lib/api';
import { forget, remember } from '$lib/db';
import { fetchList, fetchMembers, sendChanges } from './calls';

const PAGE = 60;

export interface ListParts {
	list: typeof fetchList;
	members: typeof fetchMembers;
	change: typeof sendChanges;
}

export class ListState {
	data = $state.raw<ContactListDetail | null>(null);
	members = $state.raw<ListMember[] | null>(null);
	total = $state(0);
	q = $state('');
	sort = $state('');
	selected = $state.raw<Set<string>>(new Set());
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	#turn = 0;

	constructor(
		readonly id: string,
		private readonly parts: ListParts = { list: fetchList, members: fetchMembers, change: sendChanges },
	) {}

	async load(): Promise<void> {
		try {
			this.data = await this.parts.list(this.id);
			this.problem = null;
			void remember('list', this.id, this.data.name).catch(() => undefined);
		} catch (error) {
			this.problem = asProblem(error);
			if (this.problem.status === 404) void forget('list', this.id).catch(() => undefined);
		}
	}

	async ask(q = this.q, sort = this.sort): Promise<void> {
		this.q = q;
		this.sort = sort;
		await this.#fetch(0);
	}

	async more(): Promise<void> {
		if (this.members && this.members.length < this.total && !this.busy) await this.#fetch(this.members.length);
	}

	/** Everything again, after a change or when another made one. */
	async refresh(): Promise<void> {
		await Promise.all([this.load(), this.members ? this.#fetch(0) : undefined]);
	}

	/** `applied`, or the id of the request that now waits; null when the server refused. */
	async change(items: ListItem[], message = ''): Promise<{ applied: boolean; request_id: string | null } | null> {
		if (this.busy) return null;
		this.busy = true;
		this.problem = null;
		try {
			const answer = await this.parts.change(this.id, items, message);
			this.selected = new Set();
			return answer;
		} catch (error) {
			this.problem = asProblem(error);
			return null;
		} finally {
			this.busy = false;
		}
	}

	async #fetch(offset: number): Promise<void> {
		const turn = ++this.#turn;
		try {
			const page = await this.parts.members(this.id, { q: this.q.trim(), sort: this.sort, limit: PAGE, offset });
			if (turn !== this.#turn) return;
			this.members = offset ? [...(this.members ?? []), ...page.items] : page.items;
			this.total = page.total;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}
}
