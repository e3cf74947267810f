const REACHED = 'a[href], button, input, select, textarea, summary, [tabindex]';
const reached = (node: HTMLElement): HTMLElement[] =>
	[...node.querySelectorAll<HTMLElement>(REACHED)].filter((each) => each.tabIndex >= 0 && !each.matches(':disabled') && each.checkVisibility?.() !== false);

/** What had the focus inside NODE and goes away leaves it to what stands in its place; what was only disabled for a while gets it back. */
export function holdFocus(node: HTMLElement): () => void {
	let last: HTMLElement | null = null;
	const remember = ({ target }: FocusEvent) => (last = target as HTMLElement);
	const observer = new MutationObserver((changes) => {
		if (!last || (document.activeElement && document.activeElement !== document.body)) return;
		if (last.isConnected) return void (last.matches(':disabled') || last.focus({ preventScroll: true }));
		const gone = changes.find(({ removedNodes }) => [...removedNodes].some((removed) => removed.contains(last)));
		if (gone) standingAt(gone, reached(node))?.focus();
	});
	node.addEventListener('focusin', remember);
	observer.observe(node, { childList: true, subtree: true, attributeFilter: ['disabled'] });
	return () => {
		observer.disconnect();
		node.removeEventListener('focusin', remember);
	};
}

/** The first of ALL after the place of what GONE took out; else the last one. */
function standingAt({ previousSibling: before, nextSibling: after, target }: MutationRecord, all: HTMLElement[]): HTMLElement | undefined {
	const follows = (place: Node, each: Node) => place.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING;
	if (before?.isConnected) return all.find((each) => follows(before, each) && !before.contains(each)) ?? all.at(-1);
	if (after?.isConnected) return all.find((each) => after.contains(each) || follows(after, each)) ?? all.at(-1);
	return all.find((each) => target.contains(each) || follows(target, each)) ?? all.at(-1);
}
