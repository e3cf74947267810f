import { tick } from 'svelte';

/**
 * Where the line that held the focus has gone: the element of FRAME that CSS selector TARGETS now finds at its place, else the last
 * of them, else the first thing in FRAME that can have the focus. Nothing happens where the focus is somewhere else by now.
 */
export async function refocus(frame: HTMLElement | undefined, targets: string, at: number): Promise<void> {
	await tick();
	if (document.activeElement && document.activeElement !== document.body) return;
	const left = [...(frame?.querySelectorAll<HTMLElement>(targets) ?? [])];
	(left[at] ?? left.at(-1) ?? frame?.querySelector<HTMLElement>('button:not(:disabled), a[href]'))?.focus();
}
