/** One organisation: from the server, or the device's copy without it. */
import { asProblem, type Organisation, type Problem } from '$lib/api';
import { forget, keptOffline, remember } from '$lib/db';
import { Traces } from '$lib/history';
import { fetchHistory, fetchOrganisation } from './calls';

export class OrganisationRecord {
	organisation = $state.raw<Organisation | null>(null);
	problem = $state.raw<Problem | null>(null);
	keptAt = $state<number | null>(null);
	/** Grows when the people may have changed. */
	fresh = $state(0);
	readonly traces: Traces;

	constructor(readonly id: string) {
		this.traces = new Traces(() => fetchHistory(id));
	}

	async load(): Promise<void> {
		try {
			const { value, stale, at } = await keptOffline(`/organisations/${this.id}`, () => fetchOrganisation(this.id));
			this.take(value);
			this.keptAt = stale ? at : null;
		} catch (error) {
			this.problem = asProblem(error);
			if (this.problem.status === 404) void forget('organisation', this.id).catch(() => undefined);
		}
	}

	take(organisation: Organisation): void {
		this.organisation = organisation;
		this.problem = null;
		this.fresh++;
		void remember('organisation', this.id, organisation.name, organisation.acronym).catch(() => undefined);
	}
}
