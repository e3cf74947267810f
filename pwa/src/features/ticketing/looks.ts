import type { IconName } from '$lib/ui';
import type { Kind } from './taking.svelte';

/** How each sort of ticket looks, in the table and among the counts. */
export const KIND_LOOKS = {
	new: ['admitted', 'plus'], recognised: ['admitted', 'user-check'], changed: ['already-in', 'pencil'], back: ['already-in', 'rotate-ccw'],
	cancelled: ['attention', 'circle-x'], arrived: ['attention', 'triangle-alert'], missing: ['attention', 'user-x'], refused: ['refused', 'circle-x'],
} as const satisfies Record<Kind, readonly [string, IconName]>;
