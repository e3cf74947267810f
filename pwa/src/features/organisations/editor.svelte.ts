/** Creating or changing an organisation; what is typed survives a reload. */
import { asProblem, type FieldErrors, type Organisation, type Problem } from '$lib/api';
import { DraftKeeper } from '$lib/db';
import { t } from '$lib/texts';
import { changeOrganisation, createOrganisation, fetchOrganisation } from './calls';
import { emptyForm, formOf, inputOf, patchOf, placedErrors, type OrganisationForm } from './form';

export class OrganisationEditor {
	form = $state<OrganisationForm>(emptyForm());
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	fromDraft = $state(false);
	ready = $state(false);
	#version: number;
	readonly #draft: DraftKeeper<OrganisationForm>;

	/** ORGANISATION is null for a new one. */
	constructor(private readonly organisation: Organisation | null) {
		this.#version = organisation?.version ?? 0;
		this.#draft = new DraftKeeper(`organisation:${organisation?.id ?? 'new'}`);
		this.#reset();
	}

	async open(): Promise<void> {
		const draft = await this.#draft.restore().catch(() => undefined);
		if (draft) this.form = { ...this.form, ...draft };
		this.fromDraft = !!draft;
		this.ready = true;
	}

	keep(): void {
		if (this.ready) this.#draft.keep($state.snapshot(this.form));
	}

	async discard(): Promise<void> {
		await this.#draft.discard();
		this.#reset();
		this.fromDraft = false;
	}

	/** The saved organisation, or null when something is to be corrected. */
	async save(): Promise<Organisation | null> {
		this.problem = null;
		this.fields = this.form.name.trim() ? {} : { name: t.organisations.form.missingName };
		if (this.fields.name || this.busy) return null;
		this.busy = true;
		const form = $state.snapshot(this.form);
		try {
			const saved = await (this.organisation
				? changeOrganisation(this.organisation.id, patchOf(form, this.#version, this.organisation.hidden))
				: createOrganisation(inputOf(form)));
			this.ready = false;
			await this.#draft.discard();
			return saved;
		} catch (error) {
			this.problem = asProblem(error);
			this.fields = placedErrors(form, this.problem.fields);
			if (this.isConflict && this.organisation) this.#version = (await fetchOrganisation(this.organisation.id).catch(() => null))?.version ?? this.#version;
			return null;
		} finally {
			this.busy = false;
		}
	}

	/** Somebody else changed it; another organisation of the same name is something else. */
	get isConflict(): boolean {
		return this.problem?.code === 'organisation_changed_meanwhile';
	}

	#reset(): void {
		this.form = this.organisation ? formOf(this.organisation) : emptyForm();
	}
}
