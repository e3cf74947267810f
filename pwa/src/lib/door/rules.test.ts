/** The rules of the door by the vectors that the server and the kiosk run too (CARD-3, RF-13). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { happenedAt, skew, type Clocks } from './clock';
import { attendanceOf, fold, type Passage } from './presence';
import { judge, type GateFacts, type GuestFacts, type Reading, type VerdictName } from './verdict';

const load = (name: string) => JSON.parse(readFileSync(new URL(`../../../../backend/door/vectors/${name}.json`, import.meta.url), 'utf8'));

interface VerdictCase {
	name: string;
	guest?: Partial<GuestFacts> | null;
	gate?: Partial<GateFacts>;
	scan?: Partial<Reading>;
	verdict: [VerdictName, string, number];
}
interface PresenceCase {
	name: string;
	passages: Partial<Passage>[];
	standing?: { party?: number };
	presence: { inside: number; came: number; attendance: string; first: string | null };
}
interface ClockCase {
	name: string;
	scan: Clocks;
	sent: Clocks;
	received: number;
	happened_at: number;
	skew: number;
}

describe('verdicts', () => {
	const { defaults, cases } = load('verdicts') as { defaults: { guest: GuestFacts; gate: GateFacts; scan: Reading }; cases: VerdictCase[] };
	it.each(cases)('$name', ({ guest, gate, scan, verdict }) => {
		const facts = guest === null ? null : { ...defaults.guest, ...guest };
		const found = judge(facts, { ...defaults.scan, ...scan }, { ...defaults.gate, ...gate });
		expect([found.name, found.reason, found.count]).toEqual(verdict);
	});
});

function* permutations<T>(items: T[]): Generator<T[]> {
	if (items.length < 2) yield items;
	else for (const [place, item] of items.entries()) for (const rest of permutations(items.toSpliced(place, 1))) yield [item, ...rest];
}

describe('presence, whatever the order', () => {
	const { defaults, cases } = load('presence') as { defaults: { passage: Passage; standing: { party: number } }; cases: PresenceCase[] };
	it.each(cases)('$name', ({ passages, standing, presence }) => {
		const party = standing?.party ?? defaults.standing.party;
		for (const order of permutations(passages.map((each) => ({ ...defaults.passage, ...each })))) {
			const found = fold(order, party);
			expect({ inside: found.inside, came: found.came, attendance: attendanceOf(found), first: found.first?.scan_id ?? null }).toEqual(presence);
		}
	});
});

describe('clocks', () => {
	const { cases } = load('clock') as { cases: ClockCase[] };
	it.each(cases)('$name', ({ scan, sent, received, ...wanted }) => {
		expect({ happened_at: happenedAt(scan, sent, received), skew: skew(sent, received) }).toMatchObject({ happened_at: wanted.happened_at, skew: wanted.skew });
	});
});
