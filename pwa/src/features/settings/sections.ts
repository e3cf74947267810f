/** The pages of the settings, in their order: one line a page. */
import type { Right } from '$lib/session';
import type { IconName } from '$lib/ui';

export interface SettingsSection {
	href: string;
	title: string;
	text: string;
	icon: IconName;
	right: Right;
}

export const SECTIONS: readonly SettingsSection[] = [];
