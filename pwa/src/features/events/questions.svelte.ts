/** The questions of an event: added, put otherwise, ordered, no longer asked. */
import { asProblem, type EventQuestion, type EventQuestionIn, type EventQuestions, type FieldErrors, type Problem } from '$lib/api';
import { t } from '$lib/texts';
import { toasts } from '$lib/ui';
import { addQuestion, changeQuestion, fetchQuestions, orderQuestions } from './calls';

export interface QuestionForm {
	label: string;
	kind: EventQuestion['kind'];
	/** One a line. */
	options: string;
	required: boolean;
	asked: EventQuestion['asked'];
}

export const emptyForm = (): QuestionForm => ({ label: '', kind: 'text', options: '', required: false, asked: 'page' });
export const formOf = ({ label, kind, options, required, asked }: EventQuestion): QuestionForm => ({ label, kind, options: options.join('\n'), required, asked });

export function inputOf(form: QuestionForm): EventQuestionIn {
	const options = form.kind === 'choice' ? form.options.split('\n').map((line) => line.trim()).filter(Boolean) : [];
	return { label: form.label.trim(), kind: form.kind, options, required: form.required, asked: form.asked };
}

export class Questions {
	items = $state.raw<EventQuestion[]>([]);
	suggestions = $state.raw<EventQuestions['suggestions']>([]);
	ready = $state(false);
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	fields = $state.raw<FieldErrors>({});
	/** The question that is being changed, "new", or none. */
	editing = $state<string | null>(null);
	form = $state<QuestionForm>(emptyForm());

	constructor(private readonly eventId: string) {}

	readonly asked = $derived(this.items.filter((question) => !question.retired));
	readonly retired = $derived(this.items.filter((question) => question.retired));
	/** Ready-made ones that are not there yet. */
	readonly proposed = $derived(this.suggestions.filter(({ label }) => !this.items.some((question) => question.label === label)));

	load(): Promise<boolean> {
		return this.#do(async () => this.#took(await fetchQuestions(this.eventId)));
	}

	edit(question: EventQuestion | null): void {
		this.form = question ? formOf(question) : emptyForm();
		this.fields = {};
		this.problem = null;
		this.editing = question?.id ?? 'new';
	}

	async save(): Promise<void> {
		const { kind, ...values } = inputOf($state.snapshot(this.form));
		const id = this.editing;
		const saved = await this.#do(async () => {
			if (id && id !== 'new') await changeQuestion(this.eventId, id, values);
			else await addQuestion(this.eventId, { kind, ...values });
			this.#took(await fetchQuestions(this.eventId));
		});
		if (!saved) return;
		this.editing = null;
		toasts.done(t.events.questions.saved);
	}

	suggest({ label, kind, options }: EventQuestions['suggestions'][number]): Promise<boolean> {
		return this.#do(async () => {
			await addQuestion(this.eventId, { label, kind, options, required: false, asked: 'page' });
			this.#took(await fetchQuestions(this.eventId));
		});
	}

	retire(question: EventQuestion, retired: boolean): Promise<boolean> {
		return this.#do(async () => {
			await changeQuestion(this.eventId, question.id, { retired });
			this.#took(await fetchQuestions(this.eventId));
		});
	}

	step(question: EventQuestion, by: -1 | 1): Promise<boolean> {
		const ids = this.asked.map(({ id }) => id);
		const from = ids.indexOf(question.id);
		ids.splice(from + by, 0, ...ids.splice(from, 1));
		return this.#do(async () => this.#took(await orderQuestions(this.eventId, ids)));
	}

	#took({ items, suggestions }: EventQuestions): void {
		this.items = items;
		this.suggestions = suggestions;
		this.ready = true;
	}

	async #do(action: () => Promise<void>): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		this.problem = null;
		this.fields = {};
		try {
			await action();
			return true;
		} catch (error) {
			this.problem = asProblem(error);
			this.fields = this.problem.fields;
			return false;
		} finally {
			this.busy = false;
		}
	}
}
