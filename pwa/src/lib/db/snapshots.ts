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

/** Whole lists of guests are large: those of the events opened last stay. */
const LISTS = /\/guests$/;
const MOST_LISTS = 8;
const MOST = 300;

/** Keeps an answer that is already here, as of now. One that comes after the sign-out belongs to nobody and is dropped. */
export const keepSnapshot = (key: string, value: unknown): Promise<void> =>
	base.transaction('rw', base.snapshots, base.meta, async () => {
		if (await base.getMeta('owner')) await put(key, value);
	});

async function put(key: string, value: unknown): Promise<void> {
	await base.snapshots.put({ key, value, at: Date.now() });
	const keys = await base.snapshots.orderBy('at').reverse().primaryKeys();
	const old = [...keys.filter((each) => LISTS.test(each)).slice(MOST_LISTS), ...keys.slice(MOST)];
	if (old.length) await base.snapshots.bulkDelete(old);
}

/** Asks the server and keeps its answer; without a network, gives the copy (throws the Problem when there is none). */
export async function keptOffline<T>(key: string, fetchIt: () => Promise<T>): Promise<Kept<T>> {
	try {
		const value = await fetchIt();
		await keepSnapshot(key, value);
		return { value, at: Date.now(), stale: false };
	} catch (error) {
		const problem = asProblem(error);
		const copy = problem.isOffline ? await base.snapshots.get(key) : undefined;
		if (!copy) throw problem;
		return { value: copy.value as T, at: copy.at, stale: true };
	}
}
