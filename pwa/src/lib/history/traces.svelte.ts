/** Who changed what in one record; read when somebody wants to know. */
import { asProblem, type Problem, type TraceEntry } from '$lib/api';

export class Traces {
	entries = $state.raw<TraceEntry[] | null>(null);
	problem = $state.raw<Problem | null>(null);

	constructor(private readonly fetchThem: () => Promise<TraceEntry[]>) {}

	async load(): Promise<void> {
		this.problem = null;
		try {
			this.entries = await this.fetchThem();
		} catch (error) {
			this.problem = asProblem(error);
		}
	}
}
