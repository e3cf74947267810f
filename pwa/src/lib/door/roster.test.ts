/** The sealed list by the vectors that the server and the kiosk run too; its pages, changes and names (CARD-3, RF-13). */
import { readFileSync } from 'node:fs';
import { offlineProblem, type Roster } from '$lib/api';
import { base } from '$lib/db';
import { beforeEach, describe, expect, it } from 'vitest';
import { judgeAlone } from './alone';
import { RosterCopy } from './roster';
import { fromBase64, readTicket, rowTag, ticketKey, unseal } from './seal';
import type { Passage } from './store';

interface Vectors {
	salt: string;
	rows: { name: string; code: string; ticket_id: string; tag: string; sealed: string; row: Record<string, unknown> }[];
	index: { key: string; sealed: string; entries: Record<string, unknown>[] };
}
const vectors = JSON.parse(readFileSync(new URL('../../../../backend/door/vectors/seal.json', import.meta.url), 'utf8')) as Vectors;
const salt = fromBase64(vectors.salt);
const [FIRST, SECOND] = vectors.index.entries.map(({ id }) => id as string) as [string, string];
/** The vectors' tickets say the event's tag; any event with that tag will do for opening rows. */
const tagOf = (code: string) => readTicket(code)!.event_tag;

function answer(facts: Partial<Roster>): Roster {
	const event: Roster['event'] = {
		id: 'e', title: '', place: '', timezone: '', starts_at: 0, ends_at: 0, doors_open_at: null, doors_close_at: null, capacity: null, inside: 0, cancelled: false,
		override_pin: null, gates: [],
	};
	return { complete: true, event, public_keys: {}, seal_key: null, salt: vectors.salt, server_time: Date.now(), total: 2, rows: [], index: null, removed: [], after: null, since: null, ...facts };
}

const rowOf = (id: string, place: number) => {
	const { tag, sealed } = vectors.rows[place]!;
	return { id, tag, sealed: [sealed], inside: 0, came: 0, first_at: null, first_gate: '', last_at: null };
};

class Server {
	readonly asked: unknown[] = [];
	constructor(private readonly answers: (Roster | null)[]) {}
	parts = {
		fetch: async (place: unknown) => {
			this.asked.push(place);
			const next = this.answers.shift();
			if (!next) throw offlineProblem();
			return next;
		},
		key: async () => ({ key: vectors.index.key, until: '' }),
	};
}

const pages = () => [
	answer({ rows: [rowOf(FIRST, 0)], index: vectors.index.sealed, after: 'p' }),
	answer({ rows: [rowOf(SECOND, 1)], since: '5.x' }),
];

beforeEach(() => base.wipe());

describe('the seal', () => {
	it.each(vectors.rows)('opens with its ticket: $name', async ({ code, ticket_id, tag, sealed, row }) => {
		const ticket = readTicket(code)!;
		expect([ticket.id, await rowTag(salt, ticket.id)]).toEqual([fromBase64(ticket_id), tag]);
		const open = await unseal(await ticketKey(salt, ticket.bytes), fromBase64(tag), fromBase64(sealed));
		const read = JSON.parse(new TextDecoder().decode(open!)) as Record<string, unknown>;
		expect(row).toMatchObject(read);
	});

	it('stays shut for another ticket, and for one that was altered', async () => {
		const [first, second] = vectors.rows as [Vectors['rows'][number], Vectors['rows'][number]];
		const key = await ticketKey(salt, readTicket(second.code)!.bytes);
		expect(await unseal(key, fromBase64(first.tag), fromBase64(first.sealed))).toBeNull();
		expect([readTicket('NOT A TICKET'), readTicket(`${first.code}0`)]).toEqual([null, null]);
	});
});

describe('the list of a door', () => {
	it('comes in pages, then by changes, and is there after a reload', async () => {
		const server = new Server([...pages(), answer({ removed: [SECOND], since: '6.x' })]);
		const roster = new RosterCopy('e', server.parts);
		await roster.sync();
		expect([roster.ready, roster.knowsNames]).toEqual([true, true]);
		expect((await roster.find('lefevre helene')).map(({ entry }) => entry.name)).toEqual(['Hélène Lefèvre']);
		expect((await roster.find('elene lefaivre')).map(({ entry }) => entry.name)).toEqual(['Hélène Lefèvre']);
		expect((await roster.find('capek')).length).toBe(1);
		await roster.sync();
		expect([await roster.find('capek'), await roster.byId(SECOND)]).toEqual([[], undefined]);
		expect(server.asked).toEqual([{}, { after: 'p' }, { since: '5.x' }]);

		const again = new RosterCopy('e', server.parts);
		await expect(again.sync()).rejects.toMatchObject({ code: 'offline' });
		expect([again.ready, again.knowsNames]).toEqual([true, false]);
	});

	it('goes on where a page was lost, and begins anew when the server says so', async () => {
		const server = new Server([pages()[0]!, null, pages()[1]!, answer({ complete: false }), ...pages()]);
		const roster = new RosterCopy('e', server.parts);
		await expect(roster.sync()).rejects.toMatchObject({ code: 'offline' });
		expect(roster.ready).toBe(false);
		await roster.sync();
		await roster.sync();
		expect(server.asked).toEqual([{}, { after: 'p' }, { after: 'p' }, { since: '5.x' }, {}, { after: 'p' }]);
		expect((await roster.find('lefevre')).length).toBe(1);
	});

	it('is gone after the sign-out', async () => {
		const roster = new RosterCopy('e', new Server(pages()).parts);
		await roster.sync();
		await base.wipe();
		const again = new RosterCopy('e', new Server([]).parts);
		await again.restore();
		expect(again.ready).toBe(false);
	});
});

describe('the verdict of a phone that is alone', () => {
	const passage = (facts: Partial<Passage>): Passage => ({
		scan_id: 'a', owner: 'o', event_id: 'e', at: 5, state: 'waiting', item: { scan_id: 'a', at: '' }, verdict: 'admitted', reason: '', count: 1, guest_id: FIRST, zone: '',
		answered_at: null, problem: '', ...facts,
	});

	it('counts what it let through itself, once, until the list holds it', async () => {
		const roster = new RosterCopy('e', new Server(pages()).parts);
		await roster.sync();
		const item = { scan_id: 'z', at: new Date().toISOString(), guest_id: FIRST };
		const verdictAfter = async (own: Passage[]) => (await judgeAlone(roster, item, own))?.verdict.name;
		expect(await verdictAfter([])).toBe('admitted');
		expect(await verdictAfter([passage({})])).toBe('already_in');
		expect(await verdictAfter([passage({ guest_id: SECOND })])).toBe('admitted');
		expect(await verdictAfter([passage({ verdict: 'refused' })])).toBe('admitted');
		expect(await verdictAfter([passage({ state: 'sent', answered_at: Date.now() + 9 })])).toBe('already_in');
		// The list was read after the server had it, and says that nobody is inside: the guest has gone out since.
		expect(await verdictAfter([passage({ state: 'sent', answered_at: 1 })])).toBe('admitted');
		expect(await judgeAlone(roster, { ...item, guest_id: 'nobody' }, [])).toBeNull();
	});

	it('knows tickets of another event, and those that are none', async () => {
		const roster = new RosterCopy('01900000-0000-7000-8000-000000000001', new Server([answer({ since: '1.x' })]).parts);
		await roster.sync();
		const reasonOf = async (code: string) => (await judgeAlone(roster, { scan_id: 'z', at: new Date().toISOString(), code }, []))?.verdict.reason;
		expect(tagOf(vectors.rows[0]!.code)).toMatch(/^[0-9a-f]{8}$/);
		expect([await reasonOf(vectors.rows[0]!.code), await reasonOf('https://exemple.fr')]).toEqual(['wrong_event', 'unknown']);
	});
});
