/** Which value survives a merge, field by field: the criteria in their order. The empty field name stands for all others. */
import { asProblem, type MergeRule, type Problem, type RecordKind } from '$lib/api';
import * as calls from './calls';
import type { Criterion } from './calls';

export type RuleCalls = Pick<typeof calls, 'fetchRules' | 'setRule'>;
export const CRITERIA: readonly Criterion[] = ['source', 'verified', 'newest', 'complete', 'used'];
export const criteriaOf = (rule: MergeRule): Criterion[] => rule.criteria.filter((each): each is Criterion => (CRITERIA as readonly string[]).includes(each));
/** Both texts are kept, whatever the criteria say (backend/contacts/merging/fields.py). */
export const isFixed = (rule: MergeRule): boolean => rule.field === 'note';

export class Rules {
	kind = $state<RecordKind>('person');
	all = $state.raw<readonly MergeRule[] | null>(null);
	problem = $state.raw<Problem | null>(null);
	#turn = 0;

	constructor(private readonly parts: RuleCalls = calls) {}

	async open(kind: RecordKind): Promise<void> {
		if (kind !== this.kind) this.all = null;
		this.kind = kind;
		await this.load();
	}

	async load(): Promise<void> {
		const turn = ++this.#turn;
		try {
			const all = await this.parts.fetchRules(this.kind);
			if (turn !== this.#turn) return;
			this.all = all;
			this.problem = null;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}

	/** No criteria: the field follows the rule of all others again. */
	async set(field: string, criteria: readonly Criterion[]): Promise<void> {
		try {
			await this.parts.setRule(this.kind, field, [...criteria]);
		} finally {
			await this.load();
		}
	}
}

/** The chosen criteria of one field while they are arranged. */
export class Arranging {
	chosen = $state.raw<readonly Criterion[]>([]);
	readonly left = $derived(CRITERIA.filter((each) => !this.chosen.includes(each)));

	constructor(chosen: readonly Criterion[]) {
		this.chosen = chosen;
	}

	move(at: number, step: -1 | 1): void {
		const next = [...this.chosen];
		const [one, other] = [next[at], next[at + step]];
		if (!one || !other) return;
		[next[at], next[at + step]] = [other, one];
		this.chosen = next;
	}

	use(criterion: Criterion, used: boolean): void {
		this.chosen = used ? [...this.chosen, criterion] : this.chosen.filter((each) => each !== criterion);
	}
}
