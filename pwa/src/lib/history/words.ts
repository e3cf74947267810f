/** A trace entry in words. */
import type { TraceEntry } from '$lib/api';
import { formatDateTime, formatDay, formatEuros, t } from '$lib/texts';

export interface Change {
	field: string;
	before: string;
	after: string;
}
type Words = Record<string, string>;
const h = t.history;
const FIELDS: Words = h.fields;
const ORDER = Object.keys(FIELDS);
/** Columns that say nothing to a reader. */
const TECHNICAL = /(^id$|_id$|^version$|^rank$|_key$|_version$|^is_main$)/;
/** What a new row starts with, and so tells nothing. */
const UNTOUCHED = new Set<unknown>(['none', '', false]);
const DAYS = new Set(['birth_date', 'started_on', 'ended_on']);
/** What a field's codes are called. */
const VALUES: Record<string, Words> = {
	kind: { ...t.contacts.kinds, ...h.listKinds },
	way: h.ways,
	request_state: h.request,
	source: h.sources,
	routing: t.records.routing,
	preferred_channel: t.records.channels,
	channels: t.records.channels,
	state: { ...t.contacts.states, ...t.events.states },
	answer: t.guests.answer,
	invitation: t.guests.invitation,
	attendance: h.attendance,
	arrived_verdict: h.verdicts,
};

export const actionOf = (entry: TraceEntry): string => (h.actions as Words)[entry.action] ?? h.other;
export const authorOf = ({ author }: TraceEntry): string => (author.kind === 'task' || !author.label ? h.system : author.label);

export function changesOf(entry: TraceEntry): Change[] {
	return Object.entries(entry.changes)
		.filter(([field, [, after]]) => !TECHNICAL.test(field) && !(entry.action === 'created' && UNTOUCHED.has(after)))
		.sort(([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other))
		.map(([field, [before, after]]) => ({ field: FIELDS[field] ?? field, before: worded(field, before), after: worded(field, after) }))
		.filter((change) => change.before !== change.after);
}

function worded(field: string, value: unknown): string {
	if (value === null || value === undefined || value === '' || value === 'None') return '';
	if (typeof value === 'boolean') return value ? h.yes : h.no;
	if (Array.isArray(value)) return value.map((each) => worded(field, each)).join(', ');
	const text = String(value);
	if (field === 'cost') return formatEuros(text);
	if (field === 'ticket_issue') return h.reissued(Number(text));
	if (field.endsWith('_at') && !Number.isNaN(Date.parse(text))) return formatDateTime(text);
	if (DAYS.has(field) && !Number.isNaN(Date.parse(text))) return formatDay(text);
	return VALUES[field]?.[text] ?? text;
}
