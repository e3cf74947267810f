/** From the contacts to a list: an existing one or a new one. What is not one's own list is proposed to its owner. */
import { asProblem, type ContactListCard, type Problem } from '$lib/api';
import { fold } from '$lib/people';
import { fetchContactLists, listContacts, makeList } from './calls';

export interface ListingParts {
	lists: () => Promise<ContactListCard[]>;
	add: typeof listContacts;
	make: typeof makeList;
}
export interface Listed {
	/** Of the list. */
	id: string;
	name: string;
	/** The request that waits for the owner, where the list is somebody else's. */
	request: string | null;
}

export class Listing {
	lists = $state.raw<ContactListCard[] | null>(null);
	q = $state('');
	listId = $state('');
	name = $state('');
	reason = $state('');
	fresh = $state(false);
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);

	constructor(private readonly parts: ListingParts = { lists: fetchContactLists, add: listContacts, make: makeList }) {}

	readonly shown = $derived.by(() => {
		const words = fold(this.q).split(' ').filter(Boolean);
		return (this.lists ?? []).filter(({ id, name }) => id === this.listId || words.every((word) => fold(name).includes(word)));
	});
	readonly chosen = $derived(this.lists?.find(({ id }) => id === this.listId));
	readonly ready = $derived(this.fresh ? Boolean(this.name.trim()) : Boolean(this.chosen));

	async load(): Promise<void> {
		this.problem = null;
		try {
			// One's own first: what is added there is added at once.
			this.lists = (await this.parts.lists()).sort((one, other) => Number(other.may_change) - Number(one.may_change));
			this.fresh = this.lists.length === 0;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	/** Where the contacts are now or are asked to be, or null when it was refused. */
	async submit(ids: readonly string[]): Promise<Listed | null> {
		if (this.busy || !this.ready || !ids.length) return null;
		this.busy = true;
		this.problem = null;
		try {
			return this.fresh ? await this.#make(ids) : await this.#add(ids);
		} catch (error) {
			this.problem = asProblem(error);
			return null;
		} finally {
			this.busy = false;
		}
	}

	async #make(ids: readonly string[]): Promise<Listed> {
		const made = await this.parts.make(this.name.trim(), [...ids]);
		return { id: made.id, name: made.name, request: null };
	}

	async #add(ids: readonly string[]): Promise<Listed> {
		const answer = await this.parts.add(this.listId, [...ids], this.reason.trim());
		return { id: this.listId, name: this.chosen?.name ?? '', request: answer.request_id };
	}
}
