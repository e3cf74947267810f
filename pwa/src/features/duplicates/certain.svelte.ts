/** Groups whose every pair is certain: seen, ticked, and merged in one go. */
import { asProblem, type CertainGroup, type CertainRefused, type Merge, type Problem } from '$lib/api';
import { fetchCertain, mergeCertain, undoMerge } from './calls';

const PAGE = 30;
/** The server takes, and gives, so many in one go. */
const AT_ONCE = 50;
const real = { fetchCertain, mergeCertain, undoMerge };
export type CertainParts = typeof real;
/** With the name it had: the list that is shown after it may be without it. */
export type RefusedGroup = CertainRefused & { name: string };

export class CertainGroups {
	groups = $state.raw<readonly CertainGroup[] | null>(null);
	total = $state(0);
	/** The kept record of each ticked group. */
	ticked = $state.raw<ReadonlySet<string>>(new Set());
	merged = $state.raw<readonly Merge[]>([]);
	refused = $state.raw<readonly RefusedGroup[]>([]);
	busy = $state(false);
	/** The merge that is being undone. */
	undoing = $state('');
	problem = $state.raw<Problem | null>(null);
	readonly allTicked = $derived(!!this.groups?.length && this.groups.every(({ keep }) => this.ticked.has(keep)));

	constructor(private readonly parts: CertainParts = real) {}

	/** From OFFSET on; from the top, as many as were shown, as far as one answer goes. */
	async load(offset = 0): Promise<void> {
		await this.#try(async () => {
			const limit = offset ? PAGE : Math.min(AT_ONCE, Math.max(PAGE, this.groups?.length ?? 0));
			const found = await this.parts.fetchCertain(limit, offset);
			const known = offset ? (this.groups ?? []) : [];
			const kept = new Set(known.map(({ keep }) => keep));
			this.groups = [...known, ...found.items.filter(({ keep }) => !kept.has(keep))];
			this.total = found.total;
			const shown = new Set(this.groups.map(({ keep }) => keep));
			this.ticked = new Set([...this.ticked].filter((keep) => shown.has(keep)));
		});
	}

	tick(keep: string, on: boolean): void {
		const next = new Set(this.ticked);
		if (on) next.add(keep);
		else next.delete(keep);
		this.ticked = next;
	}

	/** Those that are shown, and no others: nobody agrees to what they have not seen. */
	tickAll(on: boolean): void {
		this.ticked = new Set(on ? this.groups?.map(({ keep }) => keep) : []);
	}

	async merge(): Promise<number> {
		const chosen = (this.groups ?? []).filter(({ keep }) => this.ticked.has(keep)).slice(0, AT_ONCE);
		if (!chosen.length || this.busy) return 0;
		this.busy = true;
		let count = 0;
		await this.#try(async () => {
			const groups = chosen.map(({ keep, members }) => ({ keep, versions: Object.fromEntries(members.map(({ id, version }) => [id, version])) }));
			const done = await this.parts.mergeCertain(groups);
			count = done.merged.length;
			this.merged = [...done.merged, ...this.merged];
			this.refused = done.refused.map((each) => ({ ...each, name: chosen.find(({ keep }) => keep === each.keep)?.members[0]?.name ?? '' }));
			const gone = new Set(chosen.map(({ keep }) => keep));
			this.ticked = new Set([...this.ticked].filter((keep) => !gone.has(keep)));
			await this.load();
		});
		this.busy = false;
		return count;
	}

	async undo(merge: Merge): Promise<boolean> {
		if (this.undoing) return false;
		this.undoing = merge.id;
		const done = await this.#try(async () => {
			const undone = await this.parts.undoMerge(merge.id);
			this.merged = this.merged.map((each) => (each.id === undone.id ? undone : each));
			await this.load();
		});
		this.undoing = '';
		return done;
	}

	async #try(what: () => Promise<void>): Promise<boolean> {
		try {
			await what();
			this.problem = null;
			return true;
		} catch (error) {
			this.problem = asProblem(error);
			return false;
		}
	}
}
