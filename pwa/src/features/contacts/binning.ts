/** Putting in the bin needs no question: the message that says so can take it back. */
import { forget } from '$lib/db';
import { t } from '$lib/texts';
import { toasts } from '$lib/ui';
import { binContacts, restoreContacts } from './calls';
import type { ContactList } from './list.svelte';

interface Named {
	id: string;
	name: string;
}
type Shown = Pick<ContactList, 'hide' | 'show' | 'selected'>;

export const binMany = (list: Shown, rows: readonly Named[], undone?: () => void): Promise<void> =>
	binIds(list, rows.map((row) => row.id), rows[0]?.name, undone);

/** NAME is that of the only one, when there is one. */
export async function binIds(list: Shown, asked: readonly string[], name = '', undone?: () => void): Promise<void> {
	if (!asked.length) return;
	const { selected } = list;
	list.hide(asked);
	let ids: readonly string[] = [];
	try {
		ids = await binContacts(asked);
	} catch (error) {
		list.show(asked);
		list.selected = selected;
		toasts.failed(error);
		return;
	}
	for (const id of ids) void forget('contact', id);
	toasts.show({
		text: ids.length === 1 && name ? t.contacts.binned(name) : t.contacts.binnedMany(ids.length),
		tone: 'done',
		timeout: 10_000,
		action: { label: t.ui.undo, run: () => void restoreMany(list, ids, undone) },
	});
}

async function restoreMany(list: Shown, ids: readonly string[], undone?: () => void): Promise<void> {
	try {
		await restoreContacts(ids);
		list.show(ids);
		toasts.done(t.contacts.restored);
		undone?.();
	} catch (error) {
		toasts.failed(error);
	}
}
