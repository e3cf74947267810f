/** The list of organisations, page by page; its question is in the address. */
import { asProblem, type OrganisationCard, type Problem } from '$lib/api';
import { fetchOrganisations, type OrganisationQuery } from './calls';

const PAGE = 60;
const PAUSE = 180;
export type Question = Pick<OrganisationQuery, 'q' | 'sort' | 'kind' | 'with_people'>;

export class OrganisationList {
	question = $state.raw<Question>({ q: '', sort: '', kind: null, with_people: false });
	rows = $state.raw<OrganisationCard[]>([]);
	total = $state(0);
	ready = $state(false);
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#turn = 0;

	constructor(private readonly fetch: typeof fetchOrganisations = fetchOrganisations) {}

	set(question: Question): void {
		const typed = this.ready && question.q !== this.question.q;
		this.question = question;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.ask(), typed ? PAUSE : 0);
	}

	async ask(): Promise<void> {
		await this.#fetch(0);
	}

	async more(): Promise<void> {
		if (!this.busy && this.rows.length < this.total) await this.#fetch(this.rows.length);
	}

	async #fetch(offset: number): Promise<void> {
		const turn = ++this.#turn;
		this.busy = true;
		try {
			const page = await this.fetch({ ...this.question, q: this.question.q.trim(), offset, limit: PAGE });
			if (turn !== this.#turn) return;
			this.rows = offset ? [...this.rows, ...page.items] : page.items;
			this.total = page.total;
			this.problem = null;
			this.ready = true;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		} finally {
			if (turn === this.#turn) this.busy = false;
		}
	}
}
