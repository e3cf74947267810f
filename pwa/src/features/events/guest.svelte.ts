/** One guest's sheet: noting the answer, changing what the list says, links and tickets. */
import { asProblem, type FieldErrors, type Guest, type Problem } from '$lib/api';
import { t } from '$lib/texts';
import { toasts } from '$lib/ui';
import { answerFor, changeGuest, fetchGuest, invite, reissue, removeGuest, revoke } from './calls';
import { selectGuest, takeBack } from './officers';
import { leaving, namedBy, officersOf, wishOf, type Officer } from './guest-list';
import type { GuestList } from './guests.svelte';

export type Answer = 'yes' | 'no' | 'represented';

export interface Companion {
	name: string;
	email: string;
}

const detailsOf = ({ name, email, organisation, function: job, category, note, attention, companions_allowed }: Guest) => ({
	name, email, organisation, function: job, category, note, attention, companions_allowed,
});

/** What an officer may note; who waits for a place, or withdrew, has said nothing of it. */
const sayable = (answer: Guest['answer'] | undefined): Answer | null =>
	answer === 'yes' || answer === 'no' || answer === 'represented' ? answer : null;

export class GuestRecord {
	busy = $state<string | null>(null);
	problem = $state.raw<Problem | null>(null);
	fields = $state.raw<FieldErrors>({});
	answer = $state<Answer | null>(null);
	deputy = $state({ name: '', email: '', function: '' });
	details: ReturnType<typeof detailsOf>;
	#saved: string;

	constructor(
		private readonly eventId: string,
		readonly list: GuestList,
		guest: Guest,
	) {
		this.id = guest.id;
		this.answer = sayable(guest.answer);
		this.details = $state(detailsOf(guest));
		this.#saved = $state(JSON.stringify(detailsOf(guest)));
		this.deputy.name = guest.represented_by?.name ?? '';
	}
	readonly id: string;

	get changed(): boolean {
		return JSON.stringify(this.details) !== this.#saved;
	}

	/** The list may have been read a while ago, or from the device. */
	async refresh(): Promise<void> {
		const guest = await fetchGuest(this.eventId, this.id).catch(() => null);
		if (!guest) return;
		this.list.put([guest]);
		if (!this.changed) this.#took(guest);
	}

	/** "Represented" waits for the deputy's name. */
	choose(answer: Answer): void {
		this.answer = answer;
		if (answer !== 'represented') void this.sendAnswer();
	}

	async sendAnswer(): Promise<void> {
		const answer = this.answer;
		if (!answer) return;
		const deputy = answer === 'represented' ? $state.snapshot(this.deputy) : null;
		const done = await this.#do('answer', () => answerFor(this.eventId, this.id, { answer, deputy }));
		if (!done) this.answer = answer === 'represented' ? answer : this.#known();
	}

	#known(): Answer | null {
		return sayable(this.list.get(this.id)?.answer);
	}

	/** Who comes, and whom they bring. */
	async bring(companions: Companion[], unnamed: number): Promise<void> {
		const body = { answer: 'yes' as const, companions, unnamed };
		if (await this.#do('bring', () => answerFor(this.eventId, this.id, body))) toasts.done(t.guests.sheet.saved);
	}

	async save(): Promise<void> {
		if (await this.#do('save', () => changeGuest(this.eventId, this.id, $state.snapshot(this.details)))) toasts.done(t.guests.sheet.saved);
	}

	async reissue(): Promise<void> {
		if (await this.#do('reissue', () => reissue(this.eventId, this.id))) toasts.done(t.guests.sheet.reissued);
	}

	async revoke(): Promise<boolean> {
		const guest = await this.#do('revoke', () => revoke(this.eventId, this.id));
		if (guest) toasts.done(t.guests.sheet.revokeDone(guest.name));
		return !!guest;
	}

	async invite(): Promise<void> {
		const sent = await this.#do('invite', async () => {
			const { queued, skipped } = await invite(this.eventId, [this.id], { subject: '', message: '' });
			if (!queued) toasts.show({ text: skipped[0]?.reason ?? t.guests.invite.nobody, tone: 'error' });
			else toasts.done(t.guests.sheet.invited);
			return fetchGuest(this.eventId, this.id);
		});
		if (!sent) return;
	}

	/** I want this guest too, or say anew why. */
	async select(why: string): Promise<boolean> {
		return !!(await this.#do('select', () => selectGuest(this.eventId, this.id, why)));
	}

	/** Takes one of several wishes back; the guest stays. */
	async drop(selection: string): Promise<void> {
		await this.#do(`drop:${selection}`, async () => (await takeBack(this.eventId, this.id, selection)).guest ?? fetchGuest(this.eventId, this.id));
	}

	async #do(what: string, action: () => Promise<Guest>): Promise<Guest | null> {
		if (this.busy) return null;
		this.busy = what;
		this.problem = null;
		this.fields = {};
		try {
			const guest = await action();
			this.list.put([guest]);
			this.#took(guest);
			return guest;
		} catch (error) {
			this.problem = asProblem(error);
			this.fields = this.problem.fields;
			return null;
		} finally {
			this.busy = null;
		}
	}

	#took(guest: Guest): void {
		this.answer = sayable(guest.answer);
		this.details = detailsOf(guest);
		this.#saved = JSON.stringify(this.details);
	}
}

/** Takes guests off the list at once; the server is told when the time to undo has passed. Whom others want too stays, without the own wish. */
export function takeOff(eventId: string, list: GuestList, guests: readonly Guest[], me: Officer): void {
	const { off, stay, refused } = leaving(guests, me);
	const going = [...off, ...stay];
	const [first] = going;
	if (!first) return void (refused[0] && toasts.show({ text: t.guests.wishes.refused(officersOf(refused[0]).join(', ')), tone: 'error' }));
	const ids = [...off, ...list.all.filter((other) => off.some((guest) => guest.id === namedBy(other)?.id))].map((guest) => guest.id);
	list.hide(ids);
	const text = off.length === 1 && !stay.length ? t.guests.sheet.removed(first.name) : off.length ? t.guests.sheet.removedMany(off.length) : '';
	toasts.undoable({
		text: [text, stay.length ? t.guests.wishes.stay(stay.length) : '', refused.length ? t.guests.wishes.others(refused.length) : ''].filter(Boolean).join(' · '),
		commit: async () => {
			for (const guest of off) await removeGuest(eventId, guest.id);
			for (const guest of stay) {
				const wish = wishOf(guest, me.id);
				const left = wish && (await takeBack(eventId, guest.id, wish.id));
				if (left?.guest) list.put([left.guest]);
			}
		},
		undo: () => list.show(ids),
	});
}
