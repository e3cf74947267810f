/** Reminding guests: whom, when, with which words, and what was planned or sent so far. */
import { asProblem, type EventDetail, type FieldErrors, type GuestsList, type InvitationPreview, type Problem, type Reminder, type ReminderAudience, type ReminderPreview } from '$lib/api';
import { momentIn } from '$lib/texts';
import { cancelReminder, fetchReminders, listGuests, planReminder, previewReminder, remindNow } from './officers';

export const AUDIENCES = ['silent', 'coming', 'waitlisted', 'declined', 'withdrawn'] as const satisfies readonly ReminderAudience[];
/** The same people as the list of guests filters them. */
export const STATE_OF = { silent: 'waiting', coming: 'yes', waitlisted: 'waitlisted', declined: 'no', withdrawn: 'withdrawn' } as const;
export type When = 'now' | 'before' | 'at';
const PAUSE = 450;
const real = { fetch: fetchReminders, preview: previewReminder, plan: planReminder, now: remindNow, cancel: cancelReminder, list: listGuests };

export class Reminding {
	audience = $state<ReminderAudience>('silent');
	when = $state<When>('now');
	days = $state('3');
	date = $state('');
	time = $state('09:00');
	wording = $state({ subject: '', message: '' });
	preview = $state.raw<ReminderPreview | null>(null);
	reminders = $state.raw<readonly Reminder[]>([]);
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asked = 0;

	constructor(
		private readonly event: Pick<EventDetail, 'id' | 'timezone'>,
		private readonly calls: typeof real = real,
	) {}

	readonly letter = $derived<InvitationPreview | null>(this.preview);

	async open(): Promise<void> {
		await Promise.all([this.#load(), this.#look()]);
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#asked++;
	}

	/** Called on each change of the audience or the words. */
	changed(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#look(), PAUSE);
	}

	/** What was planned, or sent to whom; null when something is to be corrected. */
	submit(): Promise<Reminder | null> {
		return this.#do(async () => {
			const made = await (this.when === 'now' ? this.calls.now(this.event.id, this.#words()) : this.calls.plan(this.event.id, { ...this.#words(), ...this.#moment() }));
			this.wording = { subject: '', message: '' };
			return made;
		});
	}

	cancel(reminder: Reminder): Promise<Reminder | null> {
		return this.#do(() => this.calls.cancel(this.event.id, reminder.id));
	}

	/** A list of contacts made of these guests. */
	list(name: string): Promise<GuestsList | null> {
		return this.#do(() => this.calls.list(this.event.id, { name, state: STATE_OF[this.audience] }));
	}

	async #do<T>(action: () => Promise<T>): Promise<T | null> {
		if (this.busy) return null;
		this.busy = true;
		this.problem = null;
		this.fields = {};
		try {
			const done = await action();
			await this.#load();
			return done;
		} catch (error) {
			this.problem = asProblem(error);
			this.fields = this.problem.fields;
			return null;
		} finally {
			this.busy = false;
		}
	}

	#words() {
		return { audience: this.audience, ...$state.snapshot(this.wording) };
	}

	#moment(): { at: string | null; days_before: number | null } {
		if (this.when === 'before') return { at: null, days_before: /^\d{1,3}$/.test(this.days.trim()) ? Number(this.days) : null };
		return { at: this.date && this.time ? momentIn(this.date, this.time, this.event.timezone) : null, days_before: null };
	}

	async #load(): Promise<void> {
		this.reminders = await this.calls.fetch(this.event.id).catch(() => this.reminders);
	}

	async #look(): Promise<void> {
		const turn = ++this.#asked;
		const preview = await this.calls.preview(this.event.id, this.#words()).catch(() => null);
		if (turn === this.#asked && preview) this.preview = preview;
	}
}
