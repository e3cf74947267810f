/** What this device keeps, for one person at a time: wiped on sign-out and when somebody else signs in. */
import Dexie, { type EntityTable } from 'dexie';
import type { OfflineContact } from '$lib/api';

/** The sealed list of tonight's guests (lib/door/roster.ts). */
export const ROSTER_BASE = 'entregent-roster';

export type RecentKind = 'contact' | 'organisation' | 'list' | 'event' | 'import';

export interface Recent {
	/** kind:id */
	key: string;
	kind: RecentKind;
	id: string;
	label: string;
	hint: string;
	at: number;
}
export interface Draft {
	/** `contact:<id>`, `contact:new`, `event:new`... */
	key: string;
	value: unknown;
	at: number;
}
export interface Snapshot {
	/** The last answer kept for offline use, by address: `/events`, `/events/<id>/guests`... */
	key: string;
	value: unknown;
	at: number;
}
export interface Meta {
	key: string;
	value: unknown;
}

export class Base extends Dexie {
	contacts!: EntityTable<OfflineContact, 'id'>;
	drafts!: EntityTable<Draft, 'key'>;
	recent!: EntityTable<Recent, 'key'>;
	snapshots!: EntityTable<Snapshot, 'key'>;
	meta!: EntityTable<Meta, 'key'>;

	constructor(name = 'entregent') {
		super(name);
		this.version(1).stores({ contacts: 'id', drafts: 'key, at', recent: 'key, at', snapshots: 'key', meta: 'key' });
		this.version(2).stores({ snapshots: 'key, at' });
	}

	async getMeta<T>(key: string): Promise<T | undefined> {
		return (await this.meta.get(key))?.value as T | undefined;
	}

	async setMeta(key: string, value: unknown): Promise<void> {
		await this.meta.put({ key, value });
	}

	/** Empties every table. The list of a door goes too; what a door has still to send stays (lib/door/store.ts). */
	async wipe(): Promise<void> {
		await this.transaction('rw', this.tables, () => Promise.all(this.tables.map((table) => table.clear())));
		await Dexie.delete(ROSTER_BASE);
	}

	/** Makes the base this person's; another's data goes first. */
	async claim(owner: string): Promise<void> {
		if ((await this.getMeta<string>('owner')) === owner) return;
		await this.wipe();
		await this.setMeta('owner', owner);
	}
}

export const base = new Base();
