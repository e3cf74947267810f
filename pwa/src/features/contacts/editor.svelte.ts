/** Creating or changing a contact; what is typed survives a reload. */
import { asProblem, type Contact, type FieldErrors, type Problem } from '$lib/api';
import { DraftKeeper } from '$lib/db';
import { t } from '$lib/texts';
import { changeContact, createContact, fetchContact } from './calls';
import { emptyForm, emptyIntermediary, emptyPosition, formOf, inputOf, patchOf, placedErrors, type ContactForm } from './form';

export class ContactEditor {
	form = $state<ContactForm>(emptyForm());
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	/** True when an earlier, unsaved input was found. */
	fromDraft = $state(false);
	ready = $state(false);
	#version: number;
	readonly #draft: DraftKeeper<ContactForm>;

	/** CONTACT is null for a new one. */
	constructor(private readonly contact: Contact | null) {
		this.#version = contact?.version ?? 0;
		this.#draft = new DraftKeeper(`contact:${contact?.id ?? 'new'}`);
		this.#reset();
	}

	async open(): Promise<void> {
		const draft = await this.#draft.restore().catch(() => undefined);
		// A draft of an older version of the application may lack what came since.
		if (draft) this.form = { ...this.form, ...draft };
		this.fromDraft = !!draft;
		this.ready = true;
	}

	/** Called on each change of the form. */
	keep(): void {
		if (this.ready) this.#draft.keep($state.snapshot(this.form));
	}

	async discard(): Promise<void> {
		await this.#draft.discard();
		this.#reset();
		this.fromDraft = false;
	}

	/** The saved contact, or null when something is to be corrected. */
	async save(): Promise<Contact | null> {
		this.problem = null;
		this.fields = this.#missing();
		if (Object.keys(this.fields).length || this.busy) return null;
		this.busy = true;
		try {
			const saved = await this.#send();
			this.ready = false;
			await this.#draft.discard();
			return saved;
		} catch (error) {
			await this.#take(asProblem(error));
			return null;
		} finally {
			this.busy = false;
		}
	}

	addPosition(): void {
		this.form.positions.push(emptyPosition());
	}

	addIntermediary(): void {
		this.form.intermediaries.push(emptyIntermediary());
	}

	#missing(): FieldErrors {
		const fields: FieldErrors = this.form.family_name.trim() ? {} : { family_name: t.contacts.form.missingName };
		this.form.intermediaries.forEach(({ via, role }, index) => {
			if (!via && role) fields[`intermediaries.${index}.via`] = t.contacts.form.missingVia;
		});
		return fields;
	}

	#send(): Promise<Contact> {
		const form = $state.snapshot(this.form);
		return this.contact ? changeContact(this.contact.id, patchOf(form, this.#version, this.contact.hidden)) : createContact(inputOf(form));
	}

	/** After a conflict, the next save applies to the record as it is now. */
	async #take(problem: Problem): Promise<void> {
		this.problem = problem;
		this.fields = placedErrors($state.snapshot(this.form), problem.fields);
		if (problem.status !== 409 || !this.contact) return;
		const current = await fetchContact(this.contact.id).catch(() => null);
		if (current) this.#version = current.version;
	}

	#reset(): void {
		this.form = this.contact ? formOf(this.contact) : emptyForm();
	}
}
