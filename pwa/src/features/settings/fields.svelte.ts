/** The fields that an office added of its own: three owners, an order each, those that were retired. */
import { asProblem, type CustomField, type FieldErrors, type FieldIn, type Problem } from '$lib/api';
import { customFields } from '$lib/records';
import { t } from '$lib/texts';
import * as calls from './calls';
import { placeAfter } from './order';

export type FieldOwner = CustomField['owner'];
export const OWNERS: readonly FieldOwner[] = ['person', 'organisation', 'position'];
export const KINDS: readonly CustomField['kind'][] = ['text', 'number', 'date', 'choice'];
export type FieldCalls = Pick<typeof calls, 'fetchFields' | 'createField' | 'changeField' | 'retireField' | 'reactivateField'>;

export interface FieldForm {
	label: string;
	kind: CustomField['kind'];
	/** One a line. */
	choices: string;
	sensitive: boolean;
}

export const formOf = (field: CustomField | null): FieldForm => ({
	label: field?.label ?? '', kind: field?.kind ?? 'text', choices: field?.choices.join('\n') ?? '', sensitive: field?.is_sensitive ?? false,
});

const choicesOf = (form: FieldForm): string[] => (form.kind === 'choice' ? form.choices.split('\n').map((line) => line.trim()).filter(Boolean) : []);

export function missingIn(form: FieldForm): FieldErrors {
	const errors: FieldErrors = {};
	if (!form.label.trim()) errors.label = t.settings.fields.missing;
	if (form.kind === 'choice' && !choicesOf(form).length) errors.choices = t.settings.fields.missingChoices;
	return errors;
}

export class OwnFields {
	owner = $state<FieldOwner>('person');
	all = $state.raw<readonly CustomField[] | null>(null);
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);

	readonly mine = $derived((this.all ?? []).filter((field) => field.owner === this.owner));
	readonly shown = $derived(this.mine.filter((field) => !field.retired));
	readonly retired = $derived(this.mine.filter((field) => field.retired));
	#turn = 0;

	constructor(private readonly parts: FieldCalls = calls) {}

	async load(): Promise<void> {
		const turn = ++this.#turn;
		try {
			const all = await this.parts.fetchFields();
			if (turn !== this.#turn) return;
			this.all = all;
			this.problem = null;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}

	/** FIELD null: a new one. */
	save(field: CustomField | null, form: FieldForm): Promise<CustomField> {
		const body: Omit<FieldIn, 'owner'> = { label: form.label.trim(), kind: form.kind, choices: choicesOf(form), is_sensitive: form.sensitive };
		return this.#do(() => (field ? this.parts.changeField(field.id, body) : this.parts.createField({ owner: this.owner, ...body })));
	}

	/** Resolves to false where it can't go further, or another change is under way. */
	async move(id: string, step: -1 | 1): Promise<boolean> {
		const place = placeAfter(this.mine, this.shown, id, step);
		if (place === null || this.busy) return false;
		await this.#do(() => this.parts.changeField(id, { place }));
		return true;
	}

	retire = (id: string): Promise<CustomField> => this.#do(() => this.parts.retireField(id));
	reactivate = (id: string): Promise<CustomField> => this.#do(() => this.parts.reactivateField(id));

	async #do<T>(call: () => Promise<T>): Promise<T> {
		this.busy = true;
		try {
			return await call();
		} finally {
			customFields.forget();
			await this.load();
			this.busy = false;
		}
	}
}
