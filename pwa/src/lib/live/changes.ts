/** What the server announces on /ws/live, by kind. The data of a kind never holds more than a hint: screens fetch the rest. */

export interface GuestStanding {
	answer: 'none' | 'yes' | 'no' | 'represented' | 'waitlisted' | 'withdrawn';
	attendance: 'none' | 'arrived' | 'left';
	invitation: 'none' | 'queued' | 'sent' | 'failed';
	revoked: boolean;
	/** Of the people on this ticket: how many are there now, how many ever were at once. */
	party: number;
	inside: number;
	came: number;
	/** The first entry. */
	arrived_at: string | null;
	arrived_gate: string;
	arrived_verdict: string;
	walk_in: boolean;
}

export interface ChangeKinds {
	guest_moved: {
		guest_id: string;
		name: string;
		organisation: string;
		category: string;
		attention: boolean;
		/** Who passed is to be greeted in person, or stands in for somebody who is. */
		greet?: boolean;
		before: GuestStanding | null;
		after: GuestStanding | null;
		at: string;
		gate: string | null;
		verdict: string | null;
		represents: string | null;
		/** Where and when those came who came more, or fewer (below 0): people by minute and gate. */
		entries: { at: string; gate: string; count: number }[];
		/** Something that is not in here has changed: fetch the guest. */
		more?: boolean;
	};
	device_changed: { id: string };
	conflicts_changed: { ids: string[] };
	event_changed: { id: string; version: number; title: string; state: string };
	contact_changed: { id: string };
	contact_removed: { id: string };
	candidate_changed: { id: string };
	list_changed: { id: string };
	organisation_changed: { id: string };
	organisation_removed: { id: string };
	vocabulary_changed: { vocabulary: string };
	fields_changed: Record<string, never>;
	feed_changed: { id: string };
	contacts_imported: { import_id: string; count: number };
	import_progressed: { import_id: string; status: string; done: number; total: number };
	duplicates_sought: { run_id: string; status: string; found: number };
	export_progressed: { export_id: string; status: string; done: number; total: number };
	notice_published: { id: string; notice_kind: string; title: string; body: string; url: string };
	notices_read: { ids: string[] };
}
export type ChangeKind = keyof ChangeKinds;

/** One change of one audience; `cursor` grows by exactly one from a change to the next. */
export type Change = {
	[K in ChangeKind]: { type: 'change'; audience: string; cursor: number; kind: K; data: ChangeKinds[K]; at: string };
}[ChangeKind];

export type ServerMessage =
	| Change
	| { type: 'following'; audience: string; cursor: number }
	| { type: 'refetch'; audience: string; cursor: number }
	| { type: 'refused'; audience: string; code: string }
	| { type: 'pong' };

export type ClientMessage =
	| { type: 'follow'; audience: string; since: number | null }
	| { type: 'unfollow'; audience: string }
	| { type: 'ping' };
