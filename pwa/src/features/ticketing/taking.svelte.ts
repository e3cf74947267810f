/** Tickets of one source on their way in: a trial, looked at by sort, then the taking over. */
import { asProblem, type Problem, type TicketPlan, type TicketStep } from '$lib/api';
import type { How } from './calls';

export type Kind = Exclude<TicketStep['kind'], 'unchanged'>;
export type Filter = Kind | 'all';

export const KINDS: readonly Kind[] = ['new', 'recognised', 'changed', 'back', 'cancelled', 'arrived', 'missing', 'refused'];
/** What taking over writes, whatever is done with those who are missing. */
const WRITTEN: readonly Kind[] = ['new', 'recognised', 'changed', 'back', 'cancelled'];
/** As many steps as one answer tells. */
const TOLD = 500;

export class Taking {
	plan = $state.raw<TicketPlan | null>(null);
	filter = $state<Filter>('all');
	withdraw = $state(false);
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);

	/** PLAN is the trial; COMMIT asks for the same in earnest. */
	constructor(readonly source: string, plan: TicketPlan, private readonly run: (how: How) => Promise<TicketPlan>) {
		this.plan = plan;
	}

	readonly counts = $derived<Record<string, number>>(this.plan?.counts ?? {});
	readonly committed = $derived(this.plan?.committed ?? false);
	readonly missing = $derived(this.counts.missing ?? 0);
	readonly mayWithdraw = $derived(this.missing > 0 && !this.plan?.loses_much);
	/** How many tickets are written. */
	readonly writes = $derived(
		WRITTEN.reduce((sum, kind) => sum + (this.counts[kind] ?? 0), 0) + (this.withdraw && this.mayWithdraw ? this.missing : 0),
	);
	readonly kinds = $derived(KINDS.filter((kind) => this.counts[kind]));
	readonly steps = $derived((this.plan?.steps ?? []).filter(({ kind }) => this.filter === 'all' || kind === this.filter));
	readonly isCut = $derived((this.plan?.steps.length ?? 0) >= TOLD);

	async commit(): Promise<void> {
		if (this.busy || this.committed) return;
		this.busy = true;
		try {
			this.plan = await this.run({ commit: true, withdraw: this.withdraw && this.mayWithdraw });
			this.filter = 'all';
			this.problem = null;
		} catch (error) {
			this.problem = asProblem(error);
		} finally {
			this.busy = false;
		}
	}
}
