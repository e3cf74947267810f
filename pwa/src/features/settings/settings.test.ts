import type { CustomField, DataSource, MergeRule, Term } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { Problem, sentenceOf } from '$lib/api';
import { formOf, missingIn, OwnFields, type FieldCalls } from './fields.svelte';
import { placeAfter } from './order';
import { Arranging, criteriaOf, isFixed, Rules, type RuleCalls } from './rules.svelte';
import { linesOf, Sources, swapped, type SourceCalls } from './sources.svelte';
import { Terms, type TermCalls } from './terms.svelte';
import { branchOf, hasRoom, nextRow, shownRows, stepOf } from './tree';

function term(id: string, parent_id: string | null = null, more: Partial<Term> = {}): Term {
	return {
		id, parent_id, label: id, vocabulary: 'domain', path: id, depth: 0, state: 'active', rank: 0, uses: 0, uses_below: 0, proposed_by: '', merged_into: null, ...more,
	};
}
//  Culture ─ Cinéma ─ Court métrage
//          └ Danse (retired)
//          └ Musique
//  Économie
const TERMS = [
	term('Culture'), term('Cinéma', 'Culture'), term('Court métrage', 'Cinéma'), term('Danse', 'Culture', { state: 'retired' }), term('Musique', 'Culture'), term('Économie'),
];
const ALL = { closed: new Set<string>(), retired: false, q: '' };
const SHOWN = { retired: false, q: '' };
const ids = (rows: readonly { term: Term }[]) => rows.map((row) => row.term.id);

describe('the rows of a vocabulary', () => {
	it('follow the tree, without what is retired or closed, and count their siblings', () => {
		expect(ids(shownRows(TERMS, ALL))).toEqual(['Culture', 'Cinéma', 'Court métrage', 'Musique', 'Économie']);
		expect(ids(shownRows(TERMS, { ...ALL, closed: new Set(['Culture']) }))).toEqual(['Culture', 'Économie']);
		expect(ids(shownRows(TERMS, { ...ALL, retired: true }))).toContain('Danse');
		const music = shownRows(TERMS, ALL).find((row) => row.term.id === 'Musique');
		expect(music).toMatchObject({ level: 2, place: 2, siblings: 2, open: null });
	});

	it('keep what stands above a find, opened, whatever was closed', () => {
		expect(ids(shownRows(TERMS, { closed: new Set(['Culture']), retired: false, q: 'METRAGE court' }))).toEqual(['Culture', 'Cinéma', 'Court métrage']);
		expect(shownRows(TERMS, { ...ALL, q: 'peinture' })).toEqual([]);
	});

	it('show a retired term that an active one stands under', () => {
		const rows = shownRows([term('A', null, { state: 'retired' }), term('B', 'A')], ALL);
		expect(ids(rows)).toEqual(['A', 'B']);
	});

	it('are walked with arrows, Home, End and first letters', () => {
		const rows = shownRows(TERMS, ALL);
		expect(nextRow(rows, 0, 'ArrowRight')).toBe(1);
		expect(nextRow(rows, 2, 'ArrowLeft')).toBe(1);
		expect(nextRow(rows, 0, 'ArrowLeft')).toBeNull();
		expect(nextRow(rows, 4, 'ArrowDown')).toBe(4);
		expect(nextRow(rows, 1, 'End')).toBe(4);
		expect(nextRow(rows, 0, 'e')).toBe(4);
		expect(nextRow(rows, 4, 'c')).toBe(0);
		expect(nextRow(rows, 0, 'z')).toBeNull();
	});
});

describe('a step of a term', () => {
	it('jumps over siblings that are not shown', () => {
		expect(stepOf(TERMS, 'Musique', 'up', SHOWN)).toEqual({ place: 0 });
		expect(stepOf(TERMS, 'Musique', 'up', { ...SHOWN, retired: true })).toEqual({ place: 1 });
		expect(stepOf(TERMS, 'Cinéma', 'down', SHOWN)).toEqual({ place: 2 });
		expect(stepOf(TERMS, 'Cinéma', 'up', SHOWN)).toBeNull();
		expect(stepOf(TERMS, 'Musique', 'down', SHOWN)).toBeNull();
	});

	it('goes under the one before, or beside the one above', () => {
		expect(stepOf(TERMS, 'Économie', 'indent', SHOWN)).toEqual({ parent_id: 'Culture', place: 3 });
		expect(stepOf(TERMS, 'Culture', 'indent', SHOWN)).toBeNull();
		expect(stepOf(TERMS, 'Cinéma', 'outdent', SHOWN)).toEqual({ parent_id: null, place: 1 });
		expect(stepOf(TERMS, 'Culture', 'outdent', SHOWN)).toBeNull();
		expect(stepOf(TERMS, 'gone', 'up', SHOWN)).toBeNull();
	});

	it('jumps over siblings that a filter leaves out', () => {
		const four = [term('Arts'), term('Bals'), term('Cirque'), term('Art du cirque')];
		expect(stepOf(four, 'Art du cirque', 'up', { ...SHOWN, q: 'cirque' })).toEqual({ place: 2 });
		expect(stepOf(four, 'Art du cirque', 'up', { ...SHOWN, q: 'art' })).toEqual({ place: 0 });
		expect(stepOf(four, 'Cirque', 'up', { ...SHOWN, q: 'cirque' })).toBeNull();
		expect(stepOf(four, 'Art du cirque', 'indent', { ...SHOWN, q: 'art' })).toEqual({ parent_id: 'Arts', place: 0 });
	});

	it('goes no deeper than the server takes, with all that is under the term', () => {
		const deep = [term('1'), term('2', '1'), term('3', '2'), term('4', '3'), term('4 bis', '3'), term('3 bis', '2'), term('sous 3 bis', '3 bis')];
		expect(stepOf(deep, '4 bis', 'indent', SHOWN)).toBeNull();
		expect(stepOf(deep, '3 bis', 'indent', SHOWN)).toBeNull();
		expect(stepOf(deep.slice(0, 6), '3 bis', 'indent', SHOWN)).toEqual({ parent_id: '3', place: 2 });
		expect([hasRoom(deep, '3'), hasRoom(deep, '4')]).toEqual([true, false]);
	});

	it('knows the whole branch, which a term can not be merged into', () => {
		expect([...branchOf(TERMS, 'Culture')]).toEqual(['Culture', 'Cinéma', 'Court métrage', 'Danse', 'Musique']);
	});
});

function looked(parts: Partial<TermCalls> = {}) {
	const calls = {
		fetchVocabularies: vi.fn(async () => []),
		fetchTree: vi.fn(async () => ({ vocabulary: 'domain' as const, label: 'Domaines', terms: TERMS })),
		changeTerm: vi.fn(async (id: string) => term(id)),
		mergeTerm: vi.fn(async (_: string, into: string) => term(into)),
		acceptTerm: vi.fn(async (id: string, into?: string | null) => term(into ?? id)),
		createTerm: vi.fn(async () => term('Nouveau')),
		...parts,
	};
	return { terms: new Terms(calls as unknown as TermCalls), calls };
}

describe('looking after terms', () => {
	it('has one stop for the Tab key, also when the term it was on is gone', async () => {
		const { terms } = looked();
		await terms.load();
		expect(terms.current).toBe('Culture');
		expect(terms.walk('End')).toBe('Économie');
		expect(terms.current).toBe('Économie');
		terms.q = 'cinema';
		expect(terms.current).toBe('Culture');
	});

	it('stays near the term that it was on when that one is gone for good', async () => {
		const fetchTree = vi.fn(async () => ({ vocabulary: 'domain' as const, label: 'Domaines', terms: TERMS }));
		const { terms } = looked({ fetchTree, retireTerm: vi.fn(async (id: string) => term(id)) });
		await terms.load();
		terms.active = 'Musique';
		fetchTree.mockResolvedValue({ vocabulary: 'domain', label: 'Domaines', terms: TERMS.filter(({ id }) => id !== 'Musique') });
		await terms.retire('Musique');
		expect(terms.current).toBe('Économie');
		fetchTree.mockResolvedValue({ vocabulary: 'domain', label: 'Domaines', terms: TERMS.slice(0, 5) });
		await terms.load();
		expect(terms.current).toBe('Musique');
	});

	it('closes with the left arrow, opens with the right one, and stays where it is', async () => {
		const { terms } = looked();
		await terms.load();
		expect(terms.walk('ArrowLeft')).toBe('Culture');
		expect(ids(terms.rows)).toEqual(['Culture', 'Économie']);
		expect(terms.walk('ArrowRight')).toBe('Culture');
		expect(terms.walk('ArrowRight')).toBe('Cinéma');
	});

	it('sends one move at a time and opens what the term went under', async () => {
		const { terms, calls } = looked();
		await terms.load();
		terms.toggle('Culture');
		const first = terms.move('Économie', 'indent');
		expect(await terms.move('Économie', 'indent')).toBe(false);
		expect(await first).toBe(true);
		expect(calls.changeTerm).toHaveBeenCalledExactlyOnceWith('Économie', { parent_id: 'Culture', place: 3 });
		expect(ids(terms.rows)).toContain('Cinéma');
	});

	it('merges a proposal by accepting it, so that whoever proposed it is told', async () => {
		const { terms, calls } = looked();
		await terms.merge(term('Ciné', null, { state: 'proposed' }), 'Cinéma');
		await terms.merge(term('Film'), 'Cinéma');
		expect(calls.acceptTerm).toHaveBeenCalledWith('Ciné', 'Cinéma');
		expect(calls.mergeTerm).toHaveBeenCalledWith('Film', 'Cinéma');
	});

	it('looks again after a refusal, and can be used again', async () => {
		const { terms, calls } = looked({ createTerm: () => Promise.reject(new Problem(409, 'term_exists', 'Ce terme existe déjà.')) });
		await expect(terms.add('Culture', null)).rejects.toThrow('existe déjà');
		expect(calls.fetchTree).toHaveBeenCalledTimes(1);
		expect(terms.busy).toBe(false);
	});

	it('says what is wrong with the one field, else what went wrong', () => {
		expect(sentenceOf(new Problem(422, 'invalid', 'Refusé.', { into: 'Placé sous lui.' }))).toBe('Placé sous lui.');
		expect(sentenceOf(new Problem(409, 'term_exists', 'Existe déjà.'))).toBe('Existe déjà.');
	});
});

describe('the fields of one’s own', () => {
	const field = (id: string, more: Partial<CustomField> = {}): CustomField => ({
		id, key: id, label: id, owner: 'person', kind: 'text', choices: [], is_sensitive: false, rank: 0, retired: false, ...more,
	});
	const ALL_FIELDS = [field('a'), field('b', { retired: true }), field('c'), field('o', { owner: 'organisation' })];
	const made = () => {
		const parts = { fetchFields: vi.fn(async () => ALL_FIELDS), changeField: vi.fn<FieldCalls['changeField']>(async (id) => field(id)), createField: vi.fn(async () => field('n')) };
		return { fields: new OwnFields(parts as unknown as FieldCalls), parts };
	};

	it('move past the retired ones, which keep their place', async () => {
		const { fields, parts } = made();
		await fields.load();
		expect(fields.shown.map(({ id }) => id)).toEqual(['a', 'c']);
		expect(await fields.move('a', -1)).toBe(false);
		expect(await fields.move('c', -1)).toBe(true);
		expect(await fields.move('a', 1)).toBe(true);
		expect(parts.changeField.mock.calls).toEqual([['c', { place: 0 }], ['a', { place: 2 }]]);
		expect(placeAfter(ALL_FIELDS, ALL_FIELDS, 'gone', 1)).toBeNull();
	});

	it('are sent with their choices one a line, which only a choice has', async () => {
		const { fields, parts } = made();
		await fields.save(null, { label: ' Badge ', kind: 'choice', choices: ' Rouge \n\nBleu', sensitive: true });
		await fields.save(field('a'), { ...formOf(field('a', { choices: ['x'] })), kind: 'text' });
		expect(parts.createField).toHaveBeenCalledWith({ owner: 'person', label: 'Badge', kind: 'choice', choices: ['Rouge', 'Bleu'], is_sensitive: true });
		expect(parts.changeField).toHaveBeenCalledWith('a', { label: 'a', kind: 'text', choices: [], is_sensitive: false });
	});

	it('ask for what is missing', () => {
		expect(Object.keys(missingIn({ label: ' ', kind: 'choice', choices: ' \n ', sensitive: false }))).toEqual(['label', 'choices']);
		expect(missingIn({ label: 'x', kind: 'date', choices: '', sensitive: false })).toEqual({});
	});
});

describe('sources', () => {
	const source = (id: string, rank: number): DataSource => ({ id, name: id, rank });
	const ANY = [source('a', 10), source('b', 100), source('c', 101)];

	it('stand around what is typed here', () => {
		expect(linesOf(ANY).map((line) => line?.id ?? 'here')).toEqual(['a', 'b', 'here', 'c']);
		expect(linesOf([])).toEqual([null]);
		expect(linesOf([source('c', 101)])).toEqual([null, source('c', 101)]);
	});

	it('change places with their neighbour, and never leave the list', () => {
		expect(swapped(linesOf(ANY), 1, 1).map((line) => line?.id)).toEqual(['a', undefined, 'b', 'c']);
		expect(swapped(linesOf(ANY), 0, -1)).toEqual(linesOf(ANY));
		expect(swapped(linesOf(ANY), 3, 1)).toEqual(linesOf(ANY));
	});

	it('are sent as the two halves, also when it is what is typed here that moves', async () => {
		const parts = { fetchSources: vi.fn(async () => ANY), orderSources: vi.fn<SourceCalls['orderSources']>(async () => ANY) };
		const sources = new Sources(parts as unknown as SourceCalls);
		await sources.load();
		expect(await sources.move(0, -1)).toBe(false);
		expect(await sources.move(3, 1)).toBe(false);
		const first = sources.move(2, -1);
		expect(await sources.move(0, 1)).toBe(false);
		expect(await first).toBe(true);
		await sources.move(0, 1);
		expect(parts.orderSources.mock.calls).toEqual([[['a'], ['b', 'c']], [['b', 'a'], ['c']]]);
	});
});

describe('rules of survival', () => {
	const rule = (more: Partial<MergeRule> = {}): MergeRule => ({ field: 'title', label: 'Titre', criteria: ['source', 'newest'], is_own: false, ...more });

	it('are arranged in an order of their own', () => {
		const arranging = new Arranging(criteriaOf(rule({ criteria: ['newest', 'unheard of', 'source'] })));
		expect(arranging.chosen).toEqual(['newest', 'source']);
		arranging.move(0, 1);
		arranging.use('used', true);
		arranging.move(2, 1);
		expect(arranging.chosen).toEqual(['source', 'newest', 'used']);
		arranging.use('newest', false);
		expect(arranging.left).toEqual(['verified', 'newest', 'complete']);
	});

	it('are asked for again after each change, a refused one too', async () => {
		const parts = { fetchRules: vi.fn(async () => [rule()]), setRule: vi.fn(async () => Promise.reject(new Problem(422, 'invalid', 'Non.'))) };
		const rules = new Rules(parts as unknown as RuleCalls);
		await rules.open('organisation');
		await expect(rules.set('title', ['source'])).rejects.toThrow('Non.');
		expect(parts.fetchRules).toHaveBeenLastCalledWith('organisation');
		expect(parts.fetchRules).toHaveBeenCalledTimes(2);
	});

	it('do not ask about notes, which are both kept', () => {
		expect([isFixed(rule({ field: 'note' })), isFixed(rule())]).toEqual([true, false]);
	});
});
