import { t } from '$lib/texts';
import type { Column } from '$lib/ui';

export type ColumnKey = 'name' | 'function' | 'organisation' | 'email' | 'phone' | 'updated_at';

export const COLUMNS: readonly Column<ColumnKey>[] = [
	{ key: 'name', label: t.contacts.columns.name, sort: 'name', always: true },
	{ key: 'function', label: t.contacts.columns.function },
	{ key: 'organisation', label: t.contacts.columns.organisation },
	{ key: 'phone', label: t.contacts.columns.phone },
	{ key: 'email', label: t.contacts.columns.email },
	{ key: 'updated_at', label: t.contacts.columns.updated_at, sort: 'updated_at' },
];
const DEFAULT: readonly ColumnKey[] = ['name', 'function', 'organisation', 'phone', 'email'];
const KEY = 'entregent.contacts.columns';

/** The columns chosen on this device; nothing personal, so it outlives the session. */
export function storedColumns(): ColumnKey[] {
	const stored = localStorage.getItem(KEY)?.split(',') ?? DEFAULT;
	return COLUMNS.filter((column) => column.always || stored.includes(column.key)).map((column) => column.key);
}

export function storeColumns(keys: readonly ColumnKey[]): void {
	localStorage.setItem(KEY, keys.join(','));
}
