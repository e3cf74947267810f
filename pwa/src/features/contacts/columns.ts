import { t } from '$lib/texts';
import type { Column } from '$lib/ui';

const DETAILS = ['service', 'contact_type', 'town', 'terms', 'state', 'preferred_channel', 'last_contact', 'created_at'] as const;
export type DetailKey = (typeof DETAILS)[number];
export type ColumnKey = 'name' | 'function' | 'organisation' | 'email' | 'phone' | 'updated_at' | DetailKey;

const c = t.contacts.columns;
export const COLUMNS: readonly Column<ColumnKey>[] = [
	{ key: 'name', label: c.name, sort: 'name', always: true },
	{ key: 'function', label: c.function, sort: 'function', width: 'm' },
	{ key: 'service', label: c.service, width: 'm' },
	{ key: 'organisation', label: c.organisation, sort: 'organisation', width: 'm' },
	{ key: 'contact_type', label: c.contact_type, sort: 'contact_type' },
	{ key: 'town', label: c.town },
	{ key: 'phone', label: c.phone },
	{ key: 'email', label: c.email, width: 'm' },
	{ key: 'terms', label: c.terms, width: 'm' },
	{ key: 'state', label: c.state },
	{ key: 'preferred_channel', label: c.preferred_channel },
	{ key: 'last_contact', label: c.last_contact },
	{ key: 'created_at', label: c.created_at, sort: 'created_at' },
	{ key: 'updated_at', label: c.updated_at, sort: 'updated_at' },
];
/** Columns that the server reads only when they are asked for. */
export const asksDetails = (keys: readonly ColumnKey[]): boolean => keys.some((key) => (DETAILS as readonly string[]).includes(key));
export const isDetail = (key: ColumnKey): key is DetailKey => (DETAILS as readonly string[]).includes(key);
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
