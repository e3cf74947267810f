/** A targeting as the builder holds it, to and from the query that the server knows. Pure functions. */
import type { Criterion, Query } from '$lib/api';

export type Mode = 'and' | 'or' | 'none' | 'position' | 'organisation' | 'point' | 'address';
export type Scope = Criterion['scope'];
export interface Leaf {
	key: number;
	field: string;
	cmp: string;
	value: unknown;
}
export interface Branch {
	key: number;
	mode: Mode;
	children: Item[];
}
export type Item = Leaf | Branch;

/** Comparisons that need no value. */
const ALONE = new Set(['empty', 'filled', 'any']);
const SCOPES = new Set<Mode>(['position', 'organisation', 'point', 'address']);
/** What may be asked of a row of each scope. */
const WITHIN: Record<Scope, readonly Scope[]> = {
	person: ['person', 'position', 'organisation', 'point', 'address'],
	position: ['position', 'organisation', 'point', 'address'],
	organisation: ['organisation', 'point', 'address'],
	point: ['point'],
	address: ['address', 'point'],
};

let last = 0;
export const newKey = (): number => ++last;
export const isLeaf = (item: Item): item is Leaf => 'field' in item;
export const needsValue = (cmp: string): boolean => !ALONE.has(cmp);
export const branch = (mode: Mode, children: Item[] = []): Branch => ({ key: newKey(), mode, children });
export const leaf = (field: string, cmp: string, value: unknown = null): Leaf => ({ key: newKey(), field, cmp, value });
export const scopeIn = (mode: Mode, outer: Scope): Scope => (SCOPES.has(mode) ? (mode as Scope) : outer);
export const offered = (criteria: readonly Criterion[], at: Scope): Criterion[] => criteria.filter(({ scope }) => WITHIN[at].includes(scope));
/** Groups that may stand inside a scope. */
export const modesIn = (at: Scope): Mode[] => ['and', 'or', 'none', ...WITHIN[at].filter((scope) => scope !== at && scope !== 'person') as Mode[]];

export function isComplete({ cmp, value }: Leaf): boolean {
	if (!needsValue(cmp)) return true;
	if (value === null || value === undefined || value === '') return false;
	if (Array.isArray(value)) return value.length >= (cmp === 'between' ? 2 : 1) && value.every((part) => part !== '' && part !== null && part !== undefined);
	if (typeof value === 'object') return Boolean((value as { place?: string }).place) && Number((value as { km?: number }).km) > 0;
	return !(typeof value === 'number' && Number.isNaN(value));
}

/** The query of what is complete so far; everybody when nothing is. */
export function toQuery(root: Branch): Query {
	return queryOf(root) ?? { op: 'and', children: [] };
}

function queryOf(item: Item): Query | null {
	if (isLeaf(item)) return isComplete(item) ? { field: item.field, cmp: item.cmp, value: needsValue(item.cmp) ? item.value : null } : null;
	const children = item.children.map(queryOf).filter((child) => child !== null);
	if (!children.length) return null;
	if (item.mode === 'none') return { op: 'not', children: [{ op: 'or', children }] };
	if (item.mode === 'and' || item.mode === 'or') return { op: item.mode, children };
	return { op: 'same', of: item.mode as 'position', children };
}

/** The builder's tree of a query; its root always is a group. */
export function fromQuery(query: Query): Branch {
	const item = itemOf(query);
	return isLeaf(item) || SCOPES.has(item.mode) || item.mode === 'none' ? branch('and', [item]) : item;
}

function itemOf(query: Query): Item {
	if (!('op' in query)) return leaf(query.field, query.cmp, query.value ?? null);
	const children = (query.children ?? []) as Query[];
	if (query.op === 'same') return branch(query.of, children.map(itemOf));
	if (query.op !== 'not') return branch(query.op, children.map(itemOf));
	const [only] = children;
	if (only && 'op' in only && only.op === 'or') return branch('none', ((only.children ?? []) as Query[]).map(itemOf));
	return branch('none', only ? [itemOf(only)] : []);
}

/** A new condition where it makes sense: what is asked of a position comes in a group about one current position. */
export function placed(criterion: Criterion, at: Scope): Item {
	const made = leaf(criterion.name, criterion.comparisons[0]?.cmp ?? 'is', startValue(criterion));
	if (at !== 'person' || (criterion.scope !== 'position' && criterion.scope !== 'organisation')) return made;
	const current = leaf('position.current', 'is', true);
	return branch('position', criterion.name === 'position.current' ? [made] : [made, current]);
}

export function startValue(criterion: Criterion): unknown {
	if (criterion.kind === 'flag') return true;
	if (criterion.kind === 'near') return { place: '', km: 30 };
	return null;
}

export function locate(root: Branch, key: number): Branch | null {
	if (root.children.some((child) => child.key === key)) return root;
	for (const child of root.children) {
		const found = isLeaf(child) ? null : locate(child, key);
		if (found) return found;
	}
	return null;
}

export const countLeaves = (item: Item): number => (isLeaf(item) ? 1 : item.children.reduce((sum, child) => sum + countLeaves(child), 0));
