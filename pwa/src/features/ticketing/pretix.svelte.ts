/** A pretix event that is read on request: the worker fetches it, and what was read waits as a trial. */
import { asProblem, type FieldErrors, type PretixRead, type PretixWish, type Problem, type TicketPlan } from '$lib/api';
import { askReading, fetchReading, linkPretix } from './calls';

const EVERY_MS = 1500;
/** A large event has some hundred pages, at the rate that pretix allows. */
const PATIENCE_MS = 15 * 60_000;

export class Reading {
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	/** Why pretix could not be read, in French. */
	failure = $state('');
	#stopped = false;

	constructor(
		private readonly event: string,
		private readonly source: string,
		private readonly calls = { ask: askReading, fetch: fetchReading, later: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) },
	) {}

	/** What taking over would do; null when it could not be read, or the reader left. */
	async read(): Promise<TicketPlan | null> {
		if (this.busy) return null;
		this.busy = true;
		this.problem = null;
		this.failure = '';
		try {
			let found: PretixRead = await this.calls.ask(this.event, this.source);
			for (let waited = 0; found.state === 'fetching' && waited < PATIENCE_MS && !this.#stopped; waited += EVERY_MS) {
				await this.calls.later(EVERY_MS);
				found = await this.calls.fetch(this.event, this.source);
			}
			this.failure = found.problem;
			return this.#stopped ? null : found.plan;
		} catch (error) {
			this.problem = asProblem(error);
			return null;
		} finally {
			this.busy = false;
		}
	}

	/** The reader leaves; the worker goes on, and its trial waits. */
	stop(): void {
		this.#stopped = true;
	}
}

export class PretixForm {
	form = $state({ label: 'pretix', url: '', organizer: '', event_slug: '', token: '', subevent: '' });
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);

	constructor(
		private readonly event: string,
		private readonly link = linkPretix,
	) {}

	/** Links it; what pretix says against it is told by field. */
	async save(missing: string): Promise<Awaited<ReturnType<typeof linkPretix>> | null> {
		const wish = this.#wish();
		this.problem = null;
		this.fields = Object.fromEntries((['label', 'url', 'organizer', 'event_slug', 'token'] as const).filter((name) => !wish[name]).map((name) => [name, missing]));
		if (this.busy || Object.keys(this.fields).length) return null;
		this.busy = true;
		try {
			return await this.link(this.event, wish);
		} catch (error) {
			this.problem = asProblem(error);
			this.fields = this.problem.fields;
			return null;
		} finally {
			this.busy = false;
		}
	}

	#wish(): PretixWish {
		const { label, url, organizer, event_slug, token, subevent } = this.form;
		const number = Number(subevent.trim());
		return { label: label.trim(), url: url.trim(), organizer: organizer.trim(), event_slug: event_slug.trim(), token: token.trim(), subevent: number > 0 ? number : null };
	}
}
