/** What can be done with chosen contacts, in the order of the bar: one line a feature. */
import type { SelectionAction } from '$lib/records';
import { t } from '$lib/texts';

export const ACTIONS: readonly SelectionAction[] = [
	{
		key: 'list', label: t.lists.add.action, icon: 'list', right: 'contacts.change_person', single: true,
		sheet: () => import('$features/contacts/AddToListSheet.svelte'),
	},
	{
		key: 'term', label: t.contacts.file.action, icon: 'plus', right: 'contacts.change_person',
		sheet: () => import('$features/contacts/FileSheet.svelte'),
	},
	{
		key: 'invite', label: t.contacts.invite.action, icon: 'user-plus', right: 'events.change_event', single: true,
		sheet: () => import('$features/contacts/InviteSheet.svelte'),
	},
	{
		key: 'export', label: t.contacts.actions.export, icon: 'download', right: 'contacts.export_contacts',
		sheet: () => import('$features/exports/ExportPicked.svelte'),
	},
];
