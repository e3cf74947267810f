/** The sections of the application, in the order of the side bar. */
import { unread } from '$lib/notices/unread.svelte';
import type { Right } from '$lib/session';
import { t } from '$lib/texts';
import type { IconName } from '$lib/ui';

export interface NavEntry {
	href: string;
	label: string;
	icon: IconName;
	/** Shown only to those who hold it, or one of them. */
	right?: Right | readonly Right[];
	/** In the bottom bar of a phone; the others are under "Plus". */
	bar?: boolean;
	/** Shows how many wait. */
	counts?: 'notices' | 'candidates';
}

export const NAV: readonly NavEntry[] = [
	{ href: '/', label: t.shell.nav.home, icon: 'house', bar: true },
	{ href: '/contacts', label: t.shell.nav.contacts, icon: 'users', right: 'contacts.view_person', bar: true },
	{ href: '/listes', label: t.shell.nav.lists, icon: 'list', right: 'contacts.view_person' },
	{ href: '/organismes', label: t.shell.nav.organisations, icon: 'building-2', right: 'contacts.view_person' },
	{ href: '/evenements', label: t.shell.nav.events, icon: 'calendar-days', right: 'events.view_event', bar: true },
	{ href: '/avis', label: t.shell.nav.notices, icon: 'bell', bar: true, counts: 'notices' },
	{ href: '/contacts/candidats', label: t.shell.nav.candidates, icon: 'user-plus', right: 'contacts.change_person', counts: 'candidates' },
	{ href: '/imports', label: t.shell.nav.imports, icon: 'file-spreadsheet', right: 'contacts.import_contacts' },
	{ href: '/doublons', label: t.shell.nav.duplicates, icon: 'merge', right: 'contacts.merge_contacts' },
	{ href: '/exports', label: t.shell.nav.exports, icon: 'download', right: 'contacts.export_contacts' },
	{ href: '/appareils', label: t.shell.nav.devices, icon: 'tablet-smartphone', right: 'checkins.manage_devices' },
	{ href: '/corbeille', label: t.shell.nav.bin, icon: 'trash-2', right: 'contacts.delete_person' },
	{ href: '/reglages', label: t.shell.nav.settings, icon: 'settings-2', right: ['contacts.manage_vocabularies', 'contacts.configure_contacts', 'contacts.import_contacts'] },
	{ href: '/compte', label: t.shell.nav.account, icon: 'circle-user' },
];

export function visibleNav(can: (right: Right) => boolean): NavEntry[] {
	return NAV.filter(({ right }) => !right || (Array.isArray(right) ? right : [right as Right]).some((each: Right) => can(each)));
}

export function isCurrent(entry: NavEntry, pathname: string): boolean {
	return within(entry.href, pathname) && !NAV.some(({ href }) => href.length > entry.href.length && within(href, pathname));
}

/** What waits behind ENTRY: as a number, and for the screen reader. */
export function waitingIn({ counts }: NavEntry): { count: number; text: string } | null {
	const count = counts === 'notices' ? unread.count : counts ? unread.candidates : 0;
	return count ? { count, text: counts === 'notices' ? t.shell.unread(count) : t.shell.waiting(count) } : null;
}

function within(href: string, pathname: string): boolean {
	return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}
