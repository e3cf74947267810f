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
