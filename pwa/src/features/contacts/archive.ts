/** Archiving leaves the list at once; the server is told when the time to undo has passed. */
import { forget } from '$lib/db';
import { t } from '$lib/texts';
import { toasts } from '$lib/ui';
import { archiveContact } from './calls';
import type { ContactList } from './list.svelte';

interface Named {
	id: string;
	name: string;
}

export function archiveMany(list: Pick<ContactList, 'hide' | 'show'>, rows: readonly Named[], undone?: () => void): void {
	const ids = rows.map((row) => row.id);
	const [first] = rows;
	if (!first) return;
	list.hide(ids);
	toasts.undoable({
		text: rows.length === 1 ? t.contacts.archived(first.name) : t.contacts.archivedMany(rows.length),
		commit: () => archiveAll(ids),
		undo: () => {
			list.show(ids);
			undone?.();
		},
	});
}

async function archiveAll(ids: readonly string[]): Promise<void> {
	for (const id of ids) {
		await archiveContact(id);
		await forget('contact', id);
	}
}
