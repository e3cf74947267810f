/** Adding guests: contacts that were picked, or persons written down by hand. */
import { asProblem, type AddedGuests, type AddGuests, type FieldErrors, type KnownGuest, type NewGuest, type Problem } from '$lib/api';
import { DraftKeeper } from '$lib/db';
import { t } from '$lib/texts';
import { addGuests } from './calls';
import { selectGuest } from './officers';
import { KnownGuests } from './known.svelte';
import { ContactPicker } from './picker.svelte';

const nobody = (): Required<NewGuest> => ({ name: '', email: '', organisation: '', function: '', category: '' });

export class GuestAdding {
	readonly picker: ContactPicker;
	tab = $state<'contacts' | 'list' | 'hand'>('contacts');
	listId = $state('');
	person = $state(nobody());
	category = $state('');
	attention = $state(false);
	/** Why these persons: told to the colleagues. */
	why = $state('');
	/** All that this search finds, instead of contacts one by one. */
	everybody = $state<string | null>(null);
	readonly known: KnownGuests;
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	readonly #draft: DraftKeeper<Required<NewGuest>>;

	constructor(
		private readonly eventId: string,
		there: () => ReadonlySet<string>,
	) {
		this.picker = new ContactPicker(there);
		this.known = new KnownGuests(eventId);
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
		if (Object.keys(this.fields).length || !this.#whom()) return null;
		return this.#do(() => this.#send());
	}

	/** The person who is written down is known: they are chosen instead. */
	choose(known: KnownGuest): Promise<AddedGuests | null> {
		return this.#do(async () => {
			const added = await this.#chosen(known);
			await this.#draft.discard();
			this.person = nobody();
			return added;
		});
	}

	async #chosen({ guest_id, contact_id }: KnownGuest): Promise<AddedGuests> {
		if (!guest_id) return addGuests(this.eventId, { ...this.#common(), contact_ids: contact_id ? [contact_id] : [] });
		const guest = await selectGuest(this.eventId, guest_id, this.why.trim());
		return { added: 0, joined: 1, already: 0, unknown: 0, guests: [guest] };
	}

	#common(): AddGuests {
		return { contact_ids: [], list_id: null, search: '', guests: [], category: this.category.trim(), attention: this.attention, why: this.why.trim() };
	}

	async #do(action: () => Promise<AddedGuests>): Promise<AddedGuests | null> {
		if (this.busy) return null;
		this.busy = true;
		this.problem = null;
		try {
			return await action();
		} catch (error) {
			this.problem = asProblem(error);
			this.fields = this.problem.fields;
			return null;
		} finally {
			this.busy = false;
		}
	}

	/** What the open tab says whom to add; null: nobody yet. */
	#whom(): Partial<AddGuests> | null {
		if (this.tab === 'hand') return { guests: [$state.snapshot(this.person)] };
		if (this.tab === 'list') return this.listId ? { list_id: this.listId } : null;
		if (this.everybody) return { search: this.everybody };
		return this.picker.chosen.size ? { contact_ids: [...this.picker.chosen.keys()] } : null;
	}

	async #send(): Promise<AddedGuests> {
		const added = await addGuests(this.eventId, { ...this.#common(), ...this.#whom() });
		if (this.tab === 'contacts') this.picker.clear();
		else if (this.tab === 'hand') await this.#draft.discard();
		this.listId = '';
		this.everybody = null;
		if (this.tab === 'hand') this.person = nobody();
		return added;
	}
}
