/** What can be done with chosen contacts. Each feature offers its own; the route of the contacts puts them together. */
import type { Component } from 'svelte';
import type { Right } from '$lib/session';
import type { IconName } from '$lib/ui';

export interface Picked {
	ids: readonly string[];
	/** Of the only one, when there is one. */
	name?: string;
}
export interface PickedSheet {
	picked: Picked;
	onclose: () => void;
	/** It is done: the selection can go. */
	ondone: () => void;
}
export interface SelectionAction {
	key: string;
	label: string;
	icon: IconName;
	/** Offered only to those who hold it. */
	right?: Right;
	/** Also on the page of one contact. */
	single?: boolean;
	/** Loaded when it is asked for. */
	sheet: () => Promise<{ default: Component<PickedSheet> }>;
}
