/** One contact: the full record when it can be had, the device's copy or the offline base's line when not. */
import { asProblem, type Contact, type OfflineContact, type Problem } from '$lib/api';
import { keptOffline, remember } from '$lib/db';
import { Traces } from '$lib/history';
import { people } from '$lib/people';
import { fetchContact, fetchHistory } from './calls';

export class ContactRecord {
	contact = $state.raw<Contact | null>(null);
	/** What the offline base knows, while there is no record. */
	brief = $state.raw<OfflineContact | null>(null);
	problem = $state.raw<Problem | null>(null);
	/** When the shown copy was fetched, if the server does not answer. */
	keptAt = $state<number | null>(null);

	readonly traces: Traces;

	constructor(readonly id: string) {
		this.traces = new Traces(() => fetchHistory(id));
	}

	async load(): Promise<void> {
		if (!this.contact) this.brief = people.get(this.id) ?? null;
		try {
			const { value, stale, at } = await keptOffline(`/contacts/${this.id}`, () => fetchContact(this.id));
			this.take(value);
			this.keptAt = stale ? at : null;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	take(contact: Contact): void {
		this.contact = contact;
		this.problem = null;
		const main = contact.positions[0];
		void remember('contact', this.id, contact.name, [main?.function, main?.organisation?.name].filter(Boolean).join(', '));
	}
}
