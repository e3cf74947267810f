/** One candidate, the record that would be made of them, and what is decided. What is typed survives a reload. */
import { asProblem, type Candidate, type CandidateDetail, type CandidateWish, type Contact, type FieldErrors, type Problem } from '$lib/api';
import { DraftKeeper } from '$lib/db';
import { t } from '$lib/texts';
import { accept, attach, fetchCandidate, refuse, reopen } from './calls';

export type CandidateForm = Required<Omit<CandidateWish, 'version'>>;
const FIELDS = ['given_name', 'family_name', 'organisation', 'function', 'email', 'phone', 'profile'] as const;
const real = { accept, attach, fetchCandidate, refuse, reopen };
export type DecisionParts = typeof real;

export function formOf(candidate: Candidate): CandidateForm {
	return { civility: '', ...(Object.fromEntries(FIELDS.map((name) => [name, candidate[name]])) as Omit<CandidateForm, 'civility'>) };
}

export class CandidateDecision {
	candidate = $state.raw<CandidateDetail | null>(null);
	form = $state<CandidateForm>({ civility: '', given_name: '', family_name: '', organisation: '', function: '', email: '', phone: '', profile: '' });
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	fromDraft = $state(false);
	/** What was said changed while something else was typed here. */
	corrected = $state(false);
	#ready = false;
	#turn = 0;
	readonly #draft: DraftKeeper<CandidateForm>;

	constructor(
		readonly id: string,
		private readonly parts: DecisionParts = real,
	) {
		this.#draft = new DraftKeeper(`candidate:${id}`);
	}

	get isPending(): boolean {
		return this.candidate?.state === 'pending';
	}

	async open(): Promise<void> {
		await this.reload();
		const draft = this.isPending ? await this.#draft.restore().catch(() => undefined) : undefined;
		if (draft) this.form = { ...this.form, ...draft };
		this.fromDraft = !!draft;
		this.#ready = true;
	}

	/** As it is now; a form that somebody works on stays as it is, and says so where what was said is another. */
	readonly reload = async (): Promise<void> => {
		const turn = ++this.#turn;
		try {
			const found = await this.parts.fetchCandidate(this.id);
			if (turn !== this.#turn) return;
			const before = this.candidate;
			const touched = !!before && this.#touched(before);
			this.candidate = found;
			if (!touched) this.form = formOf(found);
			else if (found.state === 'pending' && JSON.stringify(formOf(before)) !== JSON.stringify(formOf(found))) this.corrected = true;
			this.problem = null;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	};

	keep(): void {
		if (!this.#ready || !this.candidate || !this.isPending) return;
		if (this.#touched(this.candidate)) this.#draft.keep($state.snapshot(this.form));
		else void this.#draft.discard();
	}

	/** What was said, instead of what was typed. */
	async restore(): Promise<void> {
		if (this.candidate) this.form = formOf(this.candidate);
		this.fields = {};
		this.corrected = this.fromDraft = false;
		await this.#draft.discard();
	}

	get touched(): boolean {
		return !!this.candidate && this.#touched(this.candidate);
	}

	/** The new record, or null when something is to be corrected. */
	async accept(): Promise<Contact | null> {
		this.fields = this.form.family_name.trim() ? {} : { family_name: t.candidates.familyNameMissing };
		if (this.fields.family_name) return null;
		return this.#decide((version) => this.parts.accept(this.id, { ...$state.snapshot(this.form), version }));
	}

	attach(person: string): Promise<Contact | null> {
		return this.#decide((version) => this.parts.attach(this.id, version, person));
	}

	refuse(reason: string, objects: boolean): Promise<Candidate | null> {
		return this.#decide((version) => this.parts.refuse(this.id, version, reason.trim(), objects));
	}

	async reopen(): Promise<boolean> {
		this.busy = true;
		try {
			await this.parts.reopen(this.id);
			await this.reload();
			return true;
		} catch (error) {
			this.problem = asProblem(error);
			return false;
		} finally {
			this.busy = false;
		}
	}

	#touched(said: Candidate): boolean {
		return JSON.stringify($state.snapshot(this.form)) !== JSON.stringify(formOf(said));
	}

	async #decide<T>(what: (version: number) => Promise<T>): Promise<T | null> {
		if (!this.candidate || this.busy) return null;
		this.busy = true;
		try {
			const done = await what(this.candidate.version);
			this.#ready = false;
			await this.#draft.discard();
			this.problem = null;
			return done;
		} catch (error) {
			const problem = asProblem(error);
			if (problem.status === 409 || problem.status === 404) await this.reload();
			this.problem = problem;
			this.fields = problem.fields;
			return null;
		} finally {
			this.busy = false;
		}
	}
}
