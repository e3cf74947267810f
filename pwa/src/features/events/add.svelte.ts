/** Adding guests: contacts that were picked, or persons written down by hand. */
import { asProblem, type AddedGuests, type FieldErrors, type NewGuest, type Problem } from '$lib/api';
import { DraftKeeper } from '$lib/db';
import { t } from '$lib/texts';
import { addGuests } from './calls';
import { ContactPicker } from './picker.svelte';

const nobody = (): Required<NewGuest> => ({ name: '', email: '', organisation: '', function: '', category: '' });

export class GuestAdding {
	readonly picker: ContactPicker;
	tab = $state<'contacts' | 'list' | 'hand'>('contacts');
	listId = $state('');
	person = $state(nobody());
	category = $state('');
	attention = $state(false);
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	readonly #draft: DraftKeeper<Required<NewGuest>>;

	constructor(
		private readonly eventId: string,
		there: () => ReadonlySet<string>,
	) {
		this.picker = new ContactPicker(there);
		this.#draft = new DraftKeeper(`event:${eventId}:guest`);
	}

	async open(): Promise<void> {
		const draft = await this.#draft.restore().catch(() => undefined);
		if (draft) this.person = draft;
	}

	keep(): void {
		if (this.person.name || this.person.email) this.#draft.keep($state.snapshot(this.person));
	}

	/** What the server says of the addition, or null when something is to be corrected. */
	async submit(): Promise<AddedGuests | null> {
		this.fields = this.tab === 'hand' && !this.person.name.trim() ? { 'guests.0.name': t.guests.add.missingName } : {};
		const ids = this.tab === 'contacts' ? [...this.picker.chosen.keys()] : [];
		if (this.busy || Object.keys(this.fields).length || (this.tab === 'contacts' && !ids.length) || (this.tab === 'list' && !this.listId)) return null;
		this.busy = true;
		this.problem = null;
		try {
			return await this.#send(ids);
		} catch (error) {
			this.problem = asProblem(error);
			this.fields = this.problem.fields;
			return null;
		} finally {
			this.busy = false;
		}
	}

	async #send(contact_ids: string[]): Promise<AddedGuests> {
		const guests = this.tab === 'hand' ? [$state.snapshot(this.person)] : [];
		const list_id = this.tab === 'list' ? this.listId : null;
		const added = await addGuests(this.eventId, { contact_ids, list_id, guests, category: this.category.trim(), attention: this.attention });
		if (this.tab === 'contacts') this.picker.clear();
		else if (this.tab === 'hand') await this.#draft.discard();
		this.listId = '';
		if (this.tab === 'hand') this.person = nobody();
		return added;
	}
}
