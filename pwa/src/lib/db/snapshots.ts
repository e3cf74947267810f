/** Keeps the last good answer of a request, to show it again without a network. */
import { asProblem } from '$lib/api';
import { base } from './base';

export interface Kept<T> {
	value: T;
	/** When the answer was fetched, ms. */
	at: number;
	/** True when the server did not answer and this is the copy kept on the device. */
	stale: boolean;
}

/** Asks the server and keeps its answer; without a network, gives the copy (throws the Problem when there is none). */
export async function keptOffline<T>(key: string, fetchIt: () => Promise<T>): Promise<Kept<T>> {
	try {
		const value = await fetchIt();
		await base.snapshots.put({ key, value, at: Date.now() });
		return { value, at: Date.now(), stale: false };
	} catch (error) {
		const problem = asProblem(error);
		const copy = problem.isOffline ? await base.snapshots.get(key) : undefined;
		if (!copy) throw problem;
		return { value: copy.value as T, at: copy.at, stale: true };
	}
}
