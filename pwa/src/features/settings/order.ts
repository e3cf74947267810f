/** Where a line goes that moves one step past its neighbour on the screen: its place among all others, those not shown included. */
export function placeAfter<T extends { id: string }>(all: readonly T[], shown: readonly T[], id: string, step: -1 | 1): number | null {
	const at = shown.findIndex((each) => each.id === id);
	const neighbour = at < 0 ? undefined : shown[at + step];
	if (!neighbour) return null;
	return all.filter((each) => each.id !== id).indexOf(neighbour) + (step === 1 ? 1 : 0);
}
