/** A trace entry in words. */
import type { TraceEntry } from '$lib/api';
import { formatDateTime, t } from '$lib/texts';

export interface Change {
	field: string;
	before: string;
	after: string;
}
const h = t.contacts.history;
const ACTIONS: Record<string, string> = h.actions;
const FIELDS: Record<string, string> = h.fields;
/** Columns that say nothing to a reader. */
const TECHNICAL = /(^id$|_id$|^version$|^rank$|_key$|^is_main$)/;
const KINDS: Record<string, string> = t.contacts.kinds;
const STATES: Record<string, string> = t.contacts.states;

export const actionOf = (entry: TraceEntry): string => ACTIONS[entry.action] ?? h.other;

export function changesOf(entry: TraceEntry): Change[] {
	return Object.entries(entry.changes)
		.filter(([field]) => !TECHNICAL.test(field))
		.map(([field, [before, after]]) => ({ field: FIELDS[field] ?? field, before: worded(field, before), after: worded(field, after) }))
		.filter((change) => change.before !== change.after);
}

function worded(field: string, value: unknown): string {
	if (value === null || value === undefined || value === 'None') return '';
	const text = String(value);
	if (field === 'kind') return KINDS[text] ?? text;
	if (field === 'state') return STATES[text] ?? text;
	return field.endsWith('_at') && !Number.isNaN(Date.parse(text)) ? formatDateTime(text) : text;
}
