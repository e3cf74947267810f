/** By which ways a person hears of each kind of notice, and their quiet hours. */
import { api, ask, asProblem, type NoticeKind, type NoticePreferences, type Problem, type QuietHours } from '$lib/api';

export type Channel = 'in_app' | 'push' | 'mail';
export const CHANNELS: readonly Channel[] = ['in_app', 'push', 'mail'];
/** What is proposed to who has none yet. */
export const USUAL: QuietHours = { starts: '20:00:00', ends: '07:30:00', zone: 'Europe/Paris', weekend: false, urgent_pass: false };

export interface ChoicesParts {
	fetch: () => Promise<NoticePreferences>;
	choose: (kind: string, channel: Channel, on: boolean) => Promise<NoticePreferences>;
	keepHours: (hours: QuietHours) => Promise<QuietHours>;
	endHours: () => Promise<unknown>;
}
const real: ChoicesParts = {
	fetch: () => ask(api.GET('/api/v1/notices/preferences')),
	choose: (kind, channel, on) => ask(api.PATCH('/api/v1/notices/preferences', { body: { choices: [{ kind, channel, on }] } })),
	keepHours: (body) => ask(api.POST('/api/v1/notices/quiet-hours', { body })),
	endHours: () => ask(api.DELETE('/api/v1/notices/quiet-hours')),
};

export class Choices {
	kinds = $state.raw<NoticeKind[]>([]);
	quiet = $state.raw<QuietHours | null>(null);
	ready = $state(false);
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	/** Messages by field of the quiet hours. */
	fields = $state.raw<Record<string, string | undefined>>({});

	constructor(private readonly parts: ChoicesParts = real) {}

	readonly groups = $derived(grouped(this.kinds));

	async load(): Promise<void> {
		try {
			const { kinds, quiet_hours } = await this.parts.fetch();
			this.kinds = kinds;
			this.quiet = quiet_hours;
			this.problem = null;
			this.ready = true;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	/** Shows at once; what the server refuses is taken back, and thrown. */
	async choose(kind: NoticeKind, channel: Channel, on: boolean): Promise<void> {
		this.#set(kind.name, channel, on);
		try {
			await this.parts.choose(kind.name, channel, on);
		} catch (error) {
			this.#set(kind.name, channel, !on);
			throw error;
		}
	}

	async keepHours(hours: QuietHours): Promise<boolean> {
		return this.#busy(async () => (this.quiet = await this.parts.keepHours(hours)));
	}

	async endHours(): Promise<boolean> {
		return this.#busy(async () => {
			await this.parts.endHours();
			this.quiet = null;
		});
	}

	#set(name: string, channel: Channel, on: boolean): void {
		this.kinds = this.kinds.map((kind) => (kind.name === name ? { ...kind, [channel]: on } : kind));
	}

	/** Throws what belongs to no field. */
	async #busy(work: () => Promise<unknown>): Promise<boolean> {
		this.busy = true;
		this.fields = {};
		try {
			await work();
			return true;
		} catch (error) {
			const problem = asProblem(error);
			this.fields = problem.fields;
			if (!Object.keys(problem.fields).length) throw problem;
			return false;
		} finally {
			this.busy = false;
		}
	}
}

function grouped(kinds: readonly NoticeKind[]): { title: string; kinds: NoticeKind[] }[] {
	const groups = new Map<string, NoticeKind[]>();
	for (const kind of kinds) groups.set(kind.group, [...(groups.get(kind.group) ?? []), kind]);
	return [...groups].map(([title, found]) => ({ title, kinds: found }));
}
