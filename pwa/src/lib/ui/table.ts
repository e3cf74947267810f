/** Keyboard and sorting of a table, apart from its markup. */

const PAGE = 12;

/** The row an arrow, Page, Home or End key leads to; null when the key does not move. */
export function nextRow(key: string, index: number, count: number): number | null {
	const moves: Record<string, number> = {
		ArrowDown: index + 1, j: index + 1, ArrowUp: index - 1, k: index - 1,
		PageDown: index + PAGE, PageUp: index - PAGE, Home: 0, End: count - 1,
	};
	const to = moves[key];
	return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}

export function sortDirection(sort: string, column?: string): 'ascending' | 'descending' | undefined {
	if (!column) return undefined;
	if (sort === column) return 'ascending';
	return sort === `-${column}` ? 'descending' : undefined;
}

/** Ascending first, then descending, then back to ascending. */
export function sortAfter(sort: string, column: string): string {
	return sort === column ? `-${column}` : column;
}

/** BASE and all rows from ANCHOR to INDEX: what Shift adds to a selection. Without an anchor, the row alone. */
export function rangeSelected(keys: readonly string[], base: ReadonlySet<string>, anchor: string | null, index: number): Set<string> {
	const from = anchor === null ? -1 : keys.indexOf(anchor);
	const start = from < 0 ? index : from;
	return new Set([...base, ...keys.slice(Math.min(start, index), Math.max(start, index) + 1)]);
}

/** Rows from which on only those near the view are in the page. */
export const MANY_ROWS = 150;
const SLACK = 20;

/** Of COUNT rows of HEIGHT px whose first one begins at TOP px in a view of VIEW px: the first and the one after the last to draw. */
export function drawnRows(count: number, top: number, height: number, view: number): [first: number, end: number] {
	if (count <= MANY_ROWS || height <= 0) return [0, count];
	const first = Math.max(0, Math.min(Math.floor(-top / height) - SLACK, count - 1));
	return [first, Math.min(count, Math.max(first, 0) + Math.ceil(view / height) + 2 * SLACK)];
}
