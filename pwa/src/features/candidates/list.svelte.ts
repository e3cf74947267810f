/** The queue, page by page; its question is in the address. */
import { asProblem, type Candidate, type Problem } from '$lib/api';
import { fetchCandidates } from './calls';

const PAGE = 50;
const PAUSE = 180;
export interface Question {
	q: string;
	decided: boolean;
	kind: string;
}

export class CandidateList {
	question = $state.raw<Question>({ q: '', decided: false, kind: '' });
	rows = $state.raw<readonly Candidate[]>([]);
	total = $state(0);
	ready = $state(false);
	problem = $state.raw<Problem | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#turn = 0;

	constructor(private readonly fetch: typeof fetchCandidates = fetchCandidates) {}

	set(question: Question): void {
		const typed = this.ready && question.q !== this.question.q;
		if (question.decided !== this.question.decided) this.#forget();
		this.question = question;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.ask(), typed ? PAUSE : 0);
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#turn++;
	}

	/** Again, as many as are shown. */
	readonly ask = (): Promise<void> => this.#fetch(0, Math.min(200, Math.max(PAGE, this.rows.length)));

	async more(): Promise<void> {
		if (this.rows.length < this.total) await this.#fetch(this.rows.length, PAGE);
	}

	/** The one before or after ID; where ID is no longer there, the first. */
	beside(id: string | undefined, step: 1 | -1): Candidate | undefined {
		const at = this.rows.findIndex((row) => row.id === id);
		return at < 0 ? this.rows[0] : this.rows[at + step];
	}

	#forget(): void {
		this.rows = [];
		this.total = 0;
		this.ready = false;
	}

	async #fetch(offset: number, limit: number): Promise<void> {
		const turn = ++this.#turn;
		try {
			const { q, decided, kind } = this.question;
			const page = await this.fetch({ q: q.trim(), decided, kind, offset, limit });
			if (turn !== this.#turn) return;
			const known = new Set(offset ? this.rows.map(({ id }) => id) : []);
			this.rows = offset ? [...this.rows, ...page.items.filter(({ id }) => !known.has(id))] : page.items;
			this.total = page.total;
			this.problem = null;
			this.ready = true;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}
}
