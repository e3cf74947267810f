/** From the contacts to the guests of an event: which one, and adding them. */
import { asProblem, type AddedGuests, type Event, type Problem } from '$lib/api';
import { fold } from '$lib/people';
import { addToEvent, fetchUpcomingEvents } from './calls';

/** With more events than this, a field narrows them. */
const MANY = 8;

export interface InvitingParts {
	events: () => Promise<Event[]>;
	add: (eventId: string, contactIds: string[]) => Promise<AddedGuests>;
}

export class Inviting {
	events = $state.raw<Event[] | null>(null);
	q = $state('');
	eventId = $state('');
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);

	constructor(private readonly parts: InvitingParts = { events: fetchUpcomingEvents, add: addToEvent }) {}

	readonly many = $derived((this.events?.length ?? 0) > MANY);
	readonly shown = $derived.by(() => {
		const words = fold(this.q).split(' ').filter(Boolean);
		return (this.events ?? []).filter(({ id, title, place }) => id === this.eventId || words.every((word) => fold(`${title} ${place}`).includes(word)));
	});
	readonly event = $derived(this.events?.find(({ id }) => id === this.eventId));

	async load(): Promise<void> {
		this.problem = null;
		try {
			this.events = (await this.parts.events()).filter(({ state }) => state !== 'cancelled');
			if (this.events.length === 1) this.eventId = this.events[0]?.id ?? '';
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	/** What the server says of the addition, or null when it was refused. */
	async submit(contactIds: readonly string[]): Promise<AddedGuests | null> {
		if (this.busy || !this.event || !contactIds.length) return null;
		this.busy = true;
		this.problem = null;
		try {
			return await this.parts.add(this.eventId, [...contactIds]);
		} catch (error) {
			this.problem = asProblem(error);
			return null;
		} finally {
			this.busy = false;
		}
	}
}
