/** One event and what can be done with it. */
import { asProblem, type EventDetail, type Problem } from '$lib/api';
import { keptOffline, remember } from '$lib/db';
import { formatShortDay } from '$lib/texts';
import { cancelEvent, changeEvent, fetchEvent } from './calls';

export class EventRecord {
	event = $state.raw<EventDetail | null>(null);
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);

	constructor(readonly id: string) {}

	async load(): Promise<void> {
		try {
			const { value } = await keptOffline(`/events/${this.id}`, () => fetchEvent(this.id));
			this.take(value);
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	take(event: EventDetail): void {
		this.event = event;
		this.problem = null;
		void remember('event', event.id, event.title, [formatShortDay(event.starts_at), event.place].filter(Boolean).join(' · ')).catch(() => undefined);
	}

	/** A draft becomes an event whose invitations can leave. */
	open(): Promise<void> {
		return this.#do((event) => changeEvent(event.id, { version: event.version, state: 'open' }));
	}

	cancel(): Promise<void> {
		return this.#do((event) => cancelEvent(event.id));
	}

	async #do(action: (event: EventDetail) => Promise<EventDetail>): Promise<void> {
		if (!this.event || this.busy) return;
		this.busy = true;
		try {
			this.take(await action(this.event));
		} finally {
			this.busy = false;
		}
	}
}
