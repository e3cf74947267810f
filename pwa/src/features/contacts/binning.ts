/** Putting in the bin needs no question: the message that says so can take it back. */
import { forget } from '$lib/db';
import { t } from '$lib/texts';
import { toasts } from '$lib/ui';
import { binContact, restoreContact } from './calls';
import type { ContactList } from './list.svelte';

interface Named {
	id: string;
	name: string;
}
type Shown = Pick<ContactList, 'hide' | 'show'>;

export async function binMany(list: Shown, rows: readonly Named[], undone?: () => void): Promise<void> {
	const ids = rows.map((row) => row.id);
	const [first] = rows;
	if (!first) return;
	list.hide(ids);
	try {
		for (const id of ids) await binContact(id);
	} catch (error) {
		list.show(ids);
		toasts.failed(error);
		return;
	}
	for (const id of ids) void forget('contact', id);
	toasts.show({
		text: rows.length === 1 ? t.contacts.binned(first.name) : t.contacts.binnedMany(rows.length),
		tone: 'done',
		timeout: 10_000,
		action: { label: t.ui.undo, run: () => void restoreMany(list, ids, undone) },
	});
}

async function restoreMany(list: Shown, ids: readonly string[], undone?: () => void): Promise<void> {
	try {
		for (const id of ids) await restoreContact(id);
		list.show(ids);
		toasts.done(t.contacts.restored);
		undone?.();
	} catch (error) {
		toasts.failed(error);
	}
}
