/** The order of chosen columns. Pure. */

/** KEYS with the one at FROM moved to TO; unchanged where there is no such place. */
export function moved<T>(keys: readonly T[], from: number, to: number): T[] {
	const next = [...keys];
	if (from === to || from < 0 || to < 0 || from >= keys.length || to >= keys.length) return next;
	const [key] = next.splice(from, 1);
	next.splice(to, 0, key as T);
	return next;
}
