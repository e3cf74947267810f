import { Problem, type Criterion, type Query, type TargetingCount } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { Builder, type BuilderParts } from './builder.svelte';
import { ListState, type ListParts } from './list.svelte';
import { branch, fromQuery, isComplete, isLeaf, leaf, modesIn, offered, placed, toQuery } from './tree';

const criterion = (name: string, kind: string, scope: Criterion['scope'] = 'person'): Criterion => ({
	name, label: name, family: 'Essai', scope, kind, comparisons: [{ cmp: 'contains', phrase: 'contient' }], choices: [], vocabulary: '', sensitive: false, hint: '',
});
const FUNCTION = criterion('position.function', 'text', 'position');
const NAME = criterion('person.family_name', 'text');
const one: Query = { field: 'person.family_name', cmp: 'contains', value: ['a'] };

describe('the tree of a targeting', () => {
	it('is the same query after a round trip, groups of all kinds included', () => {
		const query: Query = {
			op: 'and',
			children: [
				one,
				{ op: 'not', children: [{ op: 'or', children: [one] }] },
				{ op: 'same', of: 'position', children: [{ op: 'or', children: [one, { field: 'x', cmp: 'empty', value: null }] }] },
			],
		};
		expect(toQuery(fromQuery(query))).toEqual(query);
	});

	it('reads « not » of anything as none of these', () => {
		expect(toQuery(fromQuery({ op: 'not', children: [one] }))).toEqual({ op: 'and', children: [{ op: 'not', children: [{ op: 'or', children: [one] }] }] });
	});

	it('leaves out what is not complete yet, and is everybody when nothing is', () => {
		const root = branch('and', [leaf('person.family_name', 'contains'), branch('or', [])]);
		expect(toQuery(root)).toEqual({ op: 'and', children: [] });
		expect(isComplete(leaf('x', 'between', ['2026-01-01', '']))).toBe(false);
		expect(isComplete(leaf('x', 'within', { place: '', km: 3 }))).toBe(false);
		expect(isComplete(leaf('x', 'is', false))).toBe(true);
		expect(isComplete(leaf('x', 'empty'))).toBe(true);
	});

	it('puts what is asked of a position in a group about one current position', () => {
		const item = placed(FUNCTION, 'person');
		expect(isLeaf(item)).toBe(false);
		if (!isLeaf(item)) expect(item.children.map((child) => isLeaf(child) && child.field)).toEqual(['position.function', 'position.current']);
		expect(isLeaf(placed(FUNCTION, 'position'))).toBe(true);
		expect(isLeaf(placed(NAME, 'person'))).toBe(true);
	});

	it('offers inside a position what can be asked of one', () => {
		expect(offered([FUNCTION, NAME], 'position')).toEqual([FUNCTION]);
		expect(modesIn('point')).toEqual(['and', 'or', 'none']);
	});
});

describe('the builder', () => {
	const answer = (count: number): TargetingCount => ({ count, told: { text: '', hidden: false, children: [] }, names: {} });
	const build = async (count: BuilderParts['count']) => {
		const builder = new Builder(`test:${Math.random()}`, { criteria: async () => [NAME, FUNCTION], count, preview: async () => ({ items: [], total: 0 }), pause: 0, again: [] });
		await builder.open();
		return builder;
	};

	it('counts what is complete, once for the same query', async () => {
		const count = vi.fn(async () => answer(7));
		const builder = await build(count);
		await vi.waitFor(() => expect(builder.count).toBe(7));
		builder.changed();
		builder.add(builder.root, NAME, 'person');
		builder.changed();
		await new Promise((later) => setTimeout(later, 20));
		expect(count).toHaveBeenCalledTimes(1);
	});

	it('forgets an answer that comes after a newer question, and calls the old one off', async () => {
		const asked: { query: Query; signal: AbortSignal; reply: (count: number) => void }[] = [];
		const builder = await build((query, signal) => new Promise((done) => asked.push({ query, signal, reply: (count) => done(answer(count)) })));
		await vi.waitFor(() => expect(asked).toHaveLength(1));
		builder.root = fromQuery(one);
		builder.changed();
		await vi.waitFor(() => expect(asked).toHaveLength(2));
		expect(asked[0]?.signal.aborted).toBe(true);
		asked[1]?.reply(2);
		await vi.waitFor(() => expect(builder.count).toBe(2));
		asked[0]?.reply(99);
		await new Promise((later) => setTimeout(later, 10));
		expect(builder.count).toBe(2);
	});

	it('counts no query that was taken back before its turn', async () => {
		const count = vi.fn(async () => answer(7));
		const builder = new Builder(`test:${Math.random()}`, { criteria: async () => [NAME], count, preview: async () => ({ items: [], total: 0 }), pause: 20, again: [] });
		await builder.open();
		await vi.waitFor(() => expect(builder.count).toBe(7));
		builder.root = fromQuery(one);
		builder.changed();
		builder.root = branch('and');
		builder.changed();
		await new Promise((later) => setTimeout(later, 60));
		expect(count).toHaveBeenCalledTimes(1);
	});

	it('counts again when asked to, after a count that failed', async () => {
		const count = vi.fn(async () => answer(7)).mockRejectedValueOnce(new TypeError('fetch failed'));
		const builder = await build(count);
		await vi.waitFor(() => expect(builder.problem?.isOffline).toBe(true));
		await builder.retry();
		expect(builder.count).toBe(7);
		expect(builder.problem).toBeNull();
	});

	it('counts again by itself what the network failed, some times, and a refused query never', async () => {
		const parts = { criteria: async () => [NAME], preview: async () => ({ items: [], total: 0 }), pause: 0, again: [5, 5] };
		const flaky = vi.fn(async () => answer(7)).mockRejectedValueOnce(new TypeError('fetch failed')).mockRejectedValueOnce(new Problem(502, 'x', 'x'));
		const builder = new Builder(`test:${Math.random()}`, { ...parts, count: flaky });
		await builder.open();
		await vi.waitFor(() => expect(builder.count).toBe(7));
		expect(builder.problem).toBeNull();
		for (const [failure, times] of [[new TypeError('fetch failed'), 3], [new Problem(422, 'x', 'x'), 1], [new Problem(503, 'x', 'x'), 1]] as const) {
			const count = vi.fn(async () => Promise.reject<TargetingCount>(failure));
			const other = new Builder(`test:${Math.random()}`, { ...parts, count });
			await other.open();
			await new Promise((later) => setTimeout(later, 60));
			expect(count).toHaveBeenCalledTimes(times);
			expect(other.problem).not.toBeNull();
		}
	});

	it('does not replace, by a draft that comes late, what was built since the criteria came', async () => {
		let root: unknown;
		const builder: Builder = new Builder(`test:${Math.random()}`, {
			criteria: async () => ((root = builder.root), [NAME]), count: async () => answer(7), preview: async () => ({ items: [], total: 0 }), pause: 0, again: [],
		});
		await builder.open();
		expect(builder.root).toBe(root);
	});

	it('says that the criteria are missing until they are read, however well it counts', async () => {
		const criteria = vi.fn(async () => [NAME]).mockRejectedValueOnce(new TypeError('fetch failed'));
		const builder = new Builder(`test:${Math.random()}`, { criteria, count: async () => answer(7), preview: async () => ({ items: [], total: 0 }), pause: 0, again: [] });
		await builder.open();
		await vi.waitFor(() => expect(builder.count).toBe(7));
		expect(builder.problem?.isOffline).toBe(true);
		await builder.retry();
		expect(builder.criteria).toEqual([NAME]);
		expect(builder.problem).toBeNull();
	});

	it('removes a condition wherever it is', async () => {
		const builder = await build(async () => answer(0));
		builder.root = fromQuery({ op: 'and', children: [{ op: 'or', children: [one, one] }] });
		const inner = builder.root.children[0];
		if (!inner || isLeaf(inner)) throw new Error('a group');
		builder.remove(inner.children[0]?.key ?? 0);
		expect(toQuery(builder.root)).toEqual({ op: 'and', children: [{ op: 'or', children: [one] }] });
	});
});

describe('a list', () => {
	const parts = (change: ListParts['change']): ListParts => ({
		list: async () => { throw new Error('not asked'); },
		members: async (_, { q }) => ({ items: q ? [] : [], total: q ? 0 : 3 }),
		change,
	});

	it('says whether a change was applied or waits', async () => {
		const list = new ListState('a', parts(async () => ({ applied: false, request_id: 'r' })));
		expect(await list.change([{ kind: 'removal' }])).toEqual({ applied: false, request_id: 'r' });
	});

	it('keeps the problem of a refused change', async () => {
		const list = new ListState('a', parts(async () => { throw new TypeError('fetch failed'); }));
		expect(await list.change([{ kind: 'removal' }])).toBeNull();
		expect(list.problem?.isOffline).toBe(true);
	});
});
