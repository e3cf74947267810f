/** The list of tonight's door, kept sealed on the device for when it is alone (docs/door.md): a row opens with the guest's
 *  own ticket; the index of names with a key that is held in memory only. Wiped with all else on sign-out. */
import type { EveningKey, Roster, RosterRow } from '$lib/api';
import { ROSTER_BASE } from '$lib/db';
import { words } from '$lib/people/fold';
import { codes } from '$lib/people/phonetics';
import Dexie, { type EntityTable, type Table } from 'dexie';
import { eveningKey, eventTag, fromBase64, readTicket, rowTag, ticketKey, unseal } from './seal';
import type { Answer } from './verdict';

const FOUND = 20;
const INDEX = new TextEncoder().encode('index');

/** What a row says of a guest, once it is open (backend/door/roster.py); what is usual is left out of it. */
export interface Entry {
	name: string;
	organisation: string;
	category: string;
	answer: Answer;
	attention: boolean;
	party: number;
	/** Names: for whom, and with whom, the guest comes. */
	represents: string | null;
	companion: string | null;
	language: string;
	issue: number;
	revoked: boolean;
}
export interface NamedEntry extends Entry {
	id: string;
	search: string;
	sounds: string[];
}
const USUAL: Entry = {
	name: '', organisation: '', category: '', answer: 'none', attention: false, party: 1, represents: null, companion: null, language: 'fr', issue: 1, revoked: false,
};

type Kept = RosterRow & { event_id: string };
export interface Place {
	event_id: string;
	facts: Roster['event'];
	salt: string;
	total: number;
	/** Between two pages of the first fetch, and then null. */
	after: string | null;
	since: string | null;
	/** When the last answer was asked for, ms of this device; and by how much its clock is ahead. */
	fetched_at: number;
	ahead: number;
}
interface Block {
	n?: number;
	event_id: string;
	block: string;
}

class RosterBase extends Dexie {
	places!: EntityTable<Place, 'event_id'>;
	rows!: Table<Kept, [string, string]>;
	blocks!: EntityTable<Block, 'n'>;

	constructor() {
		super(ROSTER_BASE);
		this.version(1).stores({ places: 'event_id', rows: '[event_id+id], [event_id+tag]', blocks: '++n, event_id' });
		// The sign-out deletes it, whatever page is open.
		this.on('versionchange', () => (this.close(), false));
	}
}

export interface RosterParts {
	fetch: (place: { after?: string; since?: string }) => Promise<Roster>;
	key: () => Promise<EveningKey>;
}

export interface Opened {
	row: RosterRow;
	/** null: the row belongs to a ticket that was issued anew. */
	entry: Entry | null;
}

export class RosterCopy {
	place: Place | null = null;
	#key: CryptoKey | null = null;
	#names = new Map<string, NamedEntry>();
	#read = 0;

	constructor(
		readonly event_id: string,
		private readonly parts: RosterParts,
		private readonly base = new RosterBase(),
	) {}

	get ready(): boolean {
		return !!this.place?.since;
	}

	/** Names can be searched here: the key of the evening is held. */
	get knowsNames(): boolean {
		return this.ready && !!this.#key;
	}

	async restore(): Promise<void> {
		this.place = (await this.base.places.get(this.event_id)) ?? null;
	}

	/** Fetches what is missing; throws the Problem that stopped it. */
	async sync(): Promise<void> {
		await this.restore();
		for (let more = true; more; ) {
			const asked = Date.now();
			const { after, since } = this.place ?? {};
			const answer = await this.parts.fetch(since ? { since } : after ? { after } : {});
			if (answer.complete) more = await this.#keep(answer, asked);
			else await this.forget();
		}
		await this.#readNames();
	}

	/** Without its key (the evening is over) the list still opens with tickets. */
	async #readKey(): Promise<CryptoKey | null> {
		return this.parts.key().then(({ key }) => eveningKey(fromBase64(key)), () => null);
	}

	async #keep(answer: Roster, asked: number): Promise<boolean> {
		const { event_id, base } = this;
		const place: Place = {
			event_id, facts: answer.event, salt: answer.salt, total: answer.total, after: answer.after, since: answer.since,
			fetched_at: asked, ahead: asked - answer.server_time,
		};
		await base.transaction('rw', base.places, base.rows, base.blocks, async () => {
			await base.rows.bulkPut(answer.rows.map((row) => ({ ...row, event_id })));
			await base.rows.bulkDelete(answer.removed.map((id) => [event_id, id] as [string, string]));
			if (answer.index) await base.blocks.add({ event_id, block: answer.index });
			await base.places.put(place);
		});
		for (const id of answer.removed) this.#names.delete(id);
		this.place = place;
		return !!answer.after;
	}

	async forget(): Promise<void> {
		const { event_id, base } = this;
		await base.transaction('rw', base.places, base.rows, base.blocks, async () => {
			await base.rows.where('[event_id+id]').between([event_id, Dexie.minKey], [event_id, Dexie.maxKey]).delete();
			await base.blocks.where({ event_id }).delete();
			await base.places.delete(event_id);
		});
		this.#names.clear();
		this.#read = 0;
		this.#key = null;
		this.place = null;
	}

	/** Opens the blocks that came since the last time; a later one speaks last. */
	async #readNames(): Promise<void> {
		this.#key ??= await this.#readKey();
		if (!this.#key) return;
		const blocks = await this.base.blocks.where({ event_id: this.event_id }).filter(({ n }) => (n ?? 0) > this.#read).sortBy('n');
		for (const { n, block } of blocks) {
			const open = await unseal(this.#key, INDEX, fromBase64(block));
			const entries = open ? (JSON.parse(await inflated(open)) as Partial<NamedEntry>[]) : [];
			for (const entry of entries) if (entry.id) this.#names.set(entry.id, { search: '', sounds: [], ...USUAL, ...entry } as NamedEntry);
			this.#read = n ?? this.#read;
		}
	}

	/** The row that CODE opens. undefined: no such ticket here; 'elsewhere': it is another event's. */
	async open(code: string): Promise<Opened | undefined | 'elsewhere'> {
		const ticket = readTicket(code);
		if (!ticket || !this.place) return undefined;
		if (ticket.event_tag !== (await eventTag(this.event_id))) return 'elsewhere';
		const salt = fromBase64(this.place.salt);
		const tag = await rowTag(salt, ticket.id);
		const row = await this.base.rows.where({ event_id: this.event_id, tag }).first();
		if (!row) return undefined;
		const key = await ticketKey(salt, ticket.bytes);
		for (const sealed of row.sealed) {
			const open = await unseal(key, fromBase64(tag), fromBase64(sealed));
			if (open) return { row, entry: { ...USUAL, ...JSON.parse(new TextDecoder().decode(open)) } };
		}
		return { row, entry: null };
	}

	async byId(id: string): Promise<Opened | undefined> {
		const row = await this.base.rows.get([this.event_id, id]);
		const entry = this.#names.get(id);
		return row && entry && { row, entry };
	}

	nameOf(id: string | null): { name: string; organisation: string } | undefined {
		const entry = id ? this.#names.get(id) : undefined;
		return entry && { name: entry.name, organisation: entry.organisation };
	}

	/** By parts of words, and where nobody is found, by sound. */
	async find(q: string): Promise<{ row: RosterRow; entry: NamedEntry }[]> {
		const wanted = words(q);
		const everybody = [...this.#names.values()];
		let found = everybody.filter(({ search }) => wanted.every((word) => search.includes(word)));
		if (!found.length) {
			const sounds = wanted.map((word) => [...codes(word)]);
			found = everybody.filter((entry) => sounds.every((some) => some.some((sound) => entry.sounds.includes(sound))));
		}
		const first = found.sort((a, b) => a.name.localeCompare(b.name, 'fr')).slice(0, FOUND);
		const rows = await this.base.rows.bulkGet(first.map(({ id }) => [this.event_id, id] as [string, string]));
		return first.flatMap((entry, place) => (rows[place] ? [{ row: rows[place], entry }] : []));
	}
}

/** zlib (RFC 1950). */
async function inflated(data: Uint8Array<ArrayBuffer>): Promise<string> {
	return new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
}
