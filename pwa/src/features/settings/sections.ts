/** The pages of the settings, in their order: one line a page. */
import type { Right } from '$lib/session';
import { t } from '$lib/texts';
import type { IconName } from '$lib/ui';

export interface SettingsSection {
	href: string;
	title: string;
	text: string;
	icon: IconName;
	right: Right;
}

const s = t.settings.sections;

export const SECTIONS: readonly SettingsSection[] = [
	{ href: '/reglages/listes-de-valeurs', title: s.vocabularies, text: s.vocabulariesText, icon: 'tags', right: 'contacts.manage_vocabularies' },
	{ href: '/reglages/champs', title: s.fields, text: s.fieldsText, icon: 'columns-3', right: 'contacts.configure_contacts' },
	{ href: '/reglages/sources', title: s.sources, text: s.sourcesText, icon: 'globe', right: 'contacts.configure_contacts' },
	{ href: '/reglages/doublons', title: s.rules, text: s.rulesText, icon: 'merge', right: 'contacts.configure_contacts' },
	{ href: '/reglages/correspondances', title: s.mappings, text: s.mappingsText, icon: 'file-spreadsheet', right: 'contacts.import_contacts' },
	{ href: '/reglages/flux', title: t.feeds.title, text: t.feeds.text, icon: 'refresh-cw', right: 'contacts.import_contacts' },
	{ href: '/reglages/connexions', title: t.webhooks.title, text: t.webhooks.text, icon: 'link', right: 'webhooks.manage_webhooks' },
];
