/** The search box: what the device holds, then what the server finds (RF-9). */
import { offlineProblem, Problem, type OfflineContact, type SearchHit } from '$lib/api';
import type { Recent } from '$lib/db';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PaletteFinding, type Parts } from './palette-finding.svelte';

const hit = (kind: string, id: string, label: string, more: Partial<SearchHit> = {}): SearchHit => ({ kind, id, label, hint: '', matched: '', ...more });
const held = (id: string, name: string): OfflineContact =>
	({ id, name, function: 'Critique', organisation: 'Radio Littoral', emails: [], phones: [], search: name.toLowerCase(), sort_name: name, is_past: false });

function open({ hits = [], people = [], recent = [], complete = true, rights }: {
	hits?: SearchHit[] | Error;
	people?: OfflineContact[];
	recent?: Recent[];
	complete?: boolean;
	rights?: string[];
} = {}) {
	const server = vi.fn(async () => {
		if (hits instanceof Error) throw hits;
		return hits;
	});
	const parts: Parts = {
		server,
		recents: async () => recent,
		people: {
			complete,
			open: async () => undefined,
			search: (query: string) => {
				const found = people.filter((person) => person.search.includes(query));
				return { people: found, total: found.length, matched: new Map() };
			},
		},
		can: (right) => rights?.includes(right) ?? true,
	};
	const finding = new PaletteFinding(parts);
	const stop = finding.start();
	return { finding, server, stop };
}

async function typed(finding: PaletteFinding, query: string) {
	finding.search(query);
	await vi.advanceTimersByTimeAsync(200);
}
const labels = (finding: PaletteFinding) => finding.items.map((item) => item.label);

beforeEach(() => {
	vi.useFakeTimers();
	return () => vi.useRealTimers();
});

describe('the search box', () => {
	it('groups what is found by kind, in one order, whatever the server sends first', async () => {
		const { finding } = open({
			hits: [hit('event', '1', 'Soirée littoral'), hit('list', '2', 'Littoral'), hit('contact', '3', 'Paul Littoral'), hit('organisation', '4', 'Radio Littoral')],
		});
		await typed(finding, 'littoral');
		expect(finding.items.map(({ group, href }) => [group, href])).toEqual([
			['Personnes', '/contacts/3'],
			['Organismes', '/organismes/4'],
			['Listes', '/listes/2'],
			['Événements', '/evenements/1'],
		]);
	});

	it('leaves out kinds that it does not know', async () => {
		const { finding } = open({ hits: [hit('mention', '1', 'Littoral')] });
		await typed(finding, 'littoral');
		expect(finding.items).toEqual([]);
	});

	it('shows who is on the device at once, and nobody twice', async () => {
		const { finding } = open({ people: [held('3', 'Paul Littoral')], hits: [hit('contact', '3', 'Paul Littoral'), hit('contact', '5', 'Luc Litoral', { matched: 'faute de frappe' })] });
		finding.search('littoral');
		expect(labels(finding)).toEqual(['Paul Littoral']);
		await vi.advanceTimersByTimeAsync(200);
		expect(labels(finding)).toEqual(['Paul Littoral', 'Luc Litoral']);
		expect(finding.items[1]?.why).toBe('faute de frappe');
	});

	it('trusts the server first where the device holds a part of the base only', async () => {
		const { finding } = open({ complete: false, people: [held('3', 'Paul Littoral')], hits: [hit('contact', '5', 'Anne Littoral')] });
		await typed(finding, 'littoral');
		expect(labels(finding)).toEqual(['Anne Littoral', 'Paul Littoral']);
	});

	it('keeps the line that was chosen when the answer comes and moves it', async () => {
		const { finding } = open({ complete: false, people: [held('3', 'Paul Littoral'), held('4', 'Zoé Littoral')], hits: [hit('contact', '5', 'Anne Littoral')] });
		finding.search('littoral');
		finding.move(1);
		expect(finding.current?.key).toBe('contact:4');
		await vi.advanceTimersByTimeAsync(200);
		expect([finding.current?.key, finding.active]).toEqual(['contact:4', 2]);
	});

	it('finds on the device without a network, and says so', async () => {
		const recent: Recent[] = [{ key: 'organisation:9', kind: 'organisation', id: '9', label: 'Radio Littoral', hint: '', at: 1 }];
		const { finding } = open({ hits: offlineProblem(), people: [held('3', 'Paul Littoral')], recent });
		await typed(finding, 'littoral');
		expect([finding.alone, finding.busy]).toEqual(['offline', false]);
		expect(finding.items.map(({ key }) => key)).toEqual(['contact:3', 'organisation:9']);
	});

	it('says when the server failed, until it answers again', async () => {
		const { finding, server } = open({ hits: new Problem(500, 'unexpected', '') });
		await typed(finding, 'littoral');
		expect(finding.alone).toBe('failed');
		server.mockResolvedValueOnce([]);
		await typed(finding, 'littoral r');
		expect(finding.alone).toBe('');
	});

	it('asks nobody on the device for who may not see people', async () => {
		const { finding } = open({ people: [held('3', 'Paul Littoral')], rights: [] });
		await typed(finding, 'littoral');
		expect(finding.items).toEqual([]);
	});

	it('asks once for what was typed in one go, and forgets answers that come too late', async () => {
		const { finding, server } = open();
		let answer: (hits: SearchHit[]) => void = () => undefined;
		server.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
		finding.search('lit');
		await typed(finding, 'litt');
		expect(server.mock.calls).toEqual([['litt', 6]]);
		await typed(finding, 'radio');
		answer([hit('contact', '1', 'Paul Littoral')]);
		await vi.advanceTimersByTimeAsync(0);
		expect(finding.items).toEqual([]);
	});

	it('keeps an earlier answer while it still holds what is typed', async () => {
		const { finding } = open({ hits: [hit('contact', '1', 'Paul Littoral'), hit('contact', '2', 'Zoé Baudouin', { matched: 'se prononce' })] });
		await typed(finding, 'litt');
		expect(labels(finding)).toEqual(['Paul Littoral', 'Zoé Baudouin']);
		finding.search('littoral');
		expect(labels(finding)).toEqual(['Paul Littoral']);
	});

	it('leads to all of a kind where there may be more', async () => {
		const hits = Array.from({ length: 6 }, (_, n) => hit('organisation', String(n), `Radio ${n}`));
		const { finding } = open({ hits });
		await typed(finding, 'radio');
		expect(finding.items.at(-1)).toMatchObject({ group: 'Organismes', href: '/organismes?q=radio' });
	});

	it('goes around with the arrows, and from group to group with the page keys', async () => {
		const { finding } = open({ hits: [hit('contact', '1', 'A littoral'), hit('contact', '2', 'B littoral'), hit('list', '3', 'Littoral'), hit('event', '4', 'Littoral')] });
		await typed(finding, 'littoral');
		const at = (act: () => void) => (act(), finding.current?.key);
		expect(at(() => finding.move(-1))).toBe('event:4');
		expect(at(() => finding.move(1))).toBe('contact:1');
		expect(at(() => finding.leap(1))).toBe('list:3');
		expect(at(() => finding.leap(1))).toBe('event:4');
		expect(at(() => finding.leap(1))).toBe('contact:1');
		expect(at(() => finding.leap(-1))).toBe('event:4');
	});

	it('offers what was seen lately, pages and actions before anything is typed', async () => {
		const recent: Recent[] = [{ key: 'list:9', kind: 'list', id: '9', label: 'Radios', hint: '', at: 1 }];
		const { finding } = open({ recent, rights: ['events.change_event'] });
		await vi.advanceTimersByTimeAsync(0);
		expect(finding.items[0]).toMatchObject({ group: 'Vus récemment', href: '/listes/9' });
		expect(labels(finding)).toContain('Nouvel événement');
		expect(labels(finding)).not.toContain('Nouveau contact');
	});
});
