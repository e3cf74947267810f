/** What was opened lately, for the search box before anything is typed. */
import { base, type Recent, type RecentKind } from './base';

const KEPT = 12;

export async function remember(kind: RecentKind, id: string, label: string, hint = ''): Promise<void> {
	await base.recent.put({ key: `${kind}:${id}`, kind, id, label, hint, at: Date.now() });
	const old = await base.recent.orderBy('at').reverse().offset(KEPT).primaryKeys();
	if (old.length) await base.recent.bulkDelete(old);
}

export async function forget(kind: RecentKind, id: string): Promise<void> {
	await base.recent.delete(`${kind}:${id}`);
}

export async function recents(limit = 8, kind?: RecentKind): Promise<Recent[]> {
	const rows = base.recent.orderBy('at').reverse();
	return (kind ? rows.filter((row) => row.kind === kind) : rows).limit(limit).toArray();
}
