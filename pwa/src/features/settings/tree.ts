/** A vocabulary as the screen walks it: which terms are shown, where a step leads, what a move asks of the server. */
import type { Term, TermPatch } from '$lib/api';
import { fold, words } from '$lib/people';
import { placeAfter } from './order';

export interface TermRow {
	term: Term;
	/** From 1, as aria-level says it. */
	level: number;
	/** From 1, among the siblings that are shown. */
	place: number;
	siblings: number;
	/** Null where nothing is under it. */
	open: boolean | null;
}
export interface Shown {
	closed: ReadonlySet<string>;
	retired: boolean;
	q: string;
}
export type Way = 'up' | 'down' | 'indent' | 'outdent';

type Children = Map<string | null, Term[]>;

export function childrenOf(terms: readonly Term[]): Children {
	const children: Children = new Map();
	for (const term of terms) {
		const siblings = children.get(term.parent_id);
		if (siblings) siblings.push(term);
		else children.set(term.parent_id, [term]);
	}
	return children;
}

/** TERMS without the retired (unless asked for) and without what the filter leaves out; what stands above a shown term is shown. */
function kept(terms: readonly Term[], { retired, q }: Pick<Shown, 'retired' | 'q'>): Set<string> {
	const asked = words(q);
	const byId = new Map(terms.map((term) => [term.id, term]));
	const ids = new Set<string>();
	for (const term of terms) {
		if (!retired && term.state === 'retired') continue;
		if (!asked.every((word) => fold(term.label).includes(word))) continue;
		for (let above: Term | undefined = term; above && !ids.has(above.id); above = byId.get(above.parent_id ?? '')) ids.add(above.id);
	}
	return ids;
}

export function shownRows(terms: readonly Term[], shown: Shown): TermRow[] {
	const ids = kept(terms, shown);
	const children = childrenOf(terms.filter((term) => ids.has(term.id)));
	const rows: TermRow[] = [];
	const walk = (parent: string | null, level: number) => {
		const siblings = children.get(parent) ?? [];
		siblings.forEach((term, index) => {
			// A filter opens everything: what it found must be seen.
			const open = children.has(term.id) ? shown.q.trim() !== '' || !shown.closed.has(term.id) : null;
			rows.push({ term, level, place: index + 1, siblings: siblings.length, open });
			if (open) walk(term.id, level + 1);
		});
	};
	walk(null, 1);
	return rows;
}

/** How many levels the server takes (backend/contacts/terms.py). */
const DEPTH_AT_MOST = 4;

/** The level of a term, from 1; 0 for null, which is above all. */
function levelOf(terms: readonly Term[], id: string | null): number {
	const term = terms.find((other) => other.id === id);
	return term ? levelOf(terms, term.parent_id) + 1 : 0;
}

/** Whether a term of so many LEVELS, those under it included, can stand under PARENT. */
export const hasRoom = (terms: readonly Term[], parent: string, levels = 1): boolean => levelOf(terms, parent) + levels <= DEPTH_AT_MOST;

/** What to send so that the term moves one step past the siblings that are shown; null where it can't. */
export function stepOf(terms: readonly Term[], id: string, way: Way, shown: Pick<Shown, 'retired' | 'q'>): TermPatch | null {
	const term = terms.find((other) => other.id === id);
	if (!term) return null;
	const children = childrenOf(terms);
	const siblings = children.get(term.parent_id) ?? [];
	const ids = kept(terms, shown);
	const seen = siblings.filter((other) => other.id === id || ids.has(other.id));
	if (way === 'up' || way === 'down') {
		const place = placeAfter(siblings, seen, id, way === 'up' ? -1 : 1);
		return place === null ? null : { place };
	}
	if (way === 'indent') {
		const before = seen[seen.indexOf(term) - 1];
		return before && hasRoom(terms, before.id, height(children, id)) ? { parent_id: before.id, place: (children.get(before.id) ?? []).length } : null;
	}
	const parent = terms.find((other) => other.id === term.parent_id);
	return parent ? { parent_id: parent.parent_id, place: (children.get(parent.parent_id) ?? []).indexOf(parent) + 1 } : null;
}

const height = (children: Children, id: string): number => 1 + Math.max(0, ...(children.get(id) ?? []).map((child) => height(children, child.id)));

/** The term and all under it. */
export function branchOf(terms: readonly Term[], id: string): Set<string> {
	const children = childrenOf(terms);
	const ids = new Set<string>();
	const walk = (each: string) => {
		ids.add(each);
		for (const child of children.get(each) ?? []) walk(child.id);
	};
	walk(id);
	return ids;
}

/** The keys that look for a term; all others are left to the page. */
export const isLetter = (key: string): boolean => /^[\p{L}\p{N}]$/u.test(key);

/** Where a key leads in the rows: an index, or null where the key means nothing there. */
export function nextRow(rows: readonly TermRow[], at: number, key: string): number | null {
	const row = rows[at];
	if (!row) return null;
	if (key === 'ArrowDown') return Math.min(at + 1, rows.length - 1);
	if (key === 'ArrowUp') return Math.max(at - 1, 0);
	if (key === 'Home') return 0;
	if (key === 'End') return rows.length - 1;
	if (key === 'ArrowRight' && row.open) return at + 1;
	if (key === 'ArrowLeft' && !row.open && row.level > 1) return rows.findIndex((other) => other.term.id === row.term.parent_id);
	return isLetter(key) ? beginning(rows, at, key) : null;
}

/** The next row, round the end, whose label begins with the letter. */
function beginning(rows: readonly TermRow[], at: number, letter: string): number | null {
	for (let step = 1; step <= rows.length; step++) {
		const index = (at + step) % rows.length;
		if (fold(rows[index]?.term.label ?? '').startsWith(fold(letter))) return index;
	}
	return null;
}
