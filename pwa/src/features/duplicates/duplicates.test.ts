import { Problem, type Comparison, type DraftWish, type DuplicateCluster, type Merge } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { CertainGroups } from './certain.svelte';
import { KnownPeople } from './known.svelte';
import { DuplicateQueue, sureness, type QueueParts } from './queue.svelte';

const member = (id: string) => ({ id, name: id, detail: '', version: 1 });
const cluster = (id: string, ...ids: string[]): DuplicateCluster => ({
	id, score: 0.99, members: ids.map(member), links: [{ a: ids[1] ?? '', b: ids[0] ?? '', score: 0.99, why: [] }],
});
const compared = (ids: string[], keep = ids[0] ?? ''): Comparison => ({
	keep, fields: [], hidden: [],
	records: ids.map((id, at) => ({ id, name: id, version: at + 3, created_at: '2026-01-01T00:00:00Z', uses: 0, points: [], positions: [], terms: [] })),
});

function parts(clusters: DuplicateCluster[], over: Partial<QueueParts> = {}) {
	return {
		compare: vi.fn((_kind: string, ids: string[], keep?: string) => Promise.resolve(compared(ids, keep))),
		decide: vi.fn(() => Promise.resolve()),
		fetchClusters: vi.fn((_kind: string, limit: number, offset: number) => Promise.resolve({ items: clusters.slice(offset, offset + limit), total: clusters.length })),
		fetchCounts: vi.fn(() => Promise.resolve({ person: clusters.length, organisation: 0 })),
		fetchRun: vi.fn(() => Promise.resolve(null)),
		merge: vi.fn(() => Promise.resolve({ id: 'm', keeper_name: 'a' } as Merge)),
		startRun: vi.fn(),
		undoMerge: vi.fn(),
		...over,
	} satisfies QueueParts;
}

describe('the queue of duplicates (RF-7)', () => {
	it('compares all records of a group at a desk, the pair most alike on a phone', async () => {
		const clusters = [cluster('one', 'a', 'b', 'c')];
		const desk = new DuplicateQueue('person', false, parts(clusters));
		await desk.open();
		expect(desk.comparison?.records.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
		const phone = new DuplicateQueue('person', true, parts(clusters));
		await phone.open();
		expect(phone.comparison?.records.map(({ id }) => id)).toEqual(['b', 'a']);
	});

	it('sends what was seen: who is kept, what was chosen, and the versions', async () => {
		const given = parts([cluster('one', 'a', 'b')]);
		const queue = new DuplicateQueue('person', false, given);
		await queue.open();
		await queue.keep('b');
		queue.choose('title', 'a');
		await queue.merge();
		expect(given.merge).toHaveBeenCalledWith({ kind: 'person', keep: 'b', losers: ['a'], choices: { title: 'a' }, versions: { a: 3, b: 4 } });
	});

	it('forgets the choices made for another group', async () => {
		const queue = new DuplicateQueue('person', false, parts([cluster('one', 'a', 'b'), cluster('two', 'c', 'd')]));
		await queue.open();
		queue.choose('title', 'a');
		await queue.next();
		expect(queue.choices).toEqual({});
		expect(queue.comparison?.keep).toBe('c');
	});

	it('leaves a record aside, and tells only the others apart', async () => {
		const given = parts([cluster('one', 'a', 'b', 'c')]);
		const queue = new DuplicateQueue('person', false, given);
		await queue.open();
		await queue.aside('b');
		expect(await queue.apart()).toEqual(['a', 'c']);
		expect(given.decide).toHaveBeenCalledWith('person', ['a', 'c'], 'not_duplicate');
	});

	it('shows the records as they are now when one changed meanwhile', async () => {
		const given = parts([cluster('one', 'a', 'b')], { merge: () => Promise.reject(new Problem(409, 'conflict', '')) });
		const queue = new DuplicateQueue('person', false, given);
		await queue.open();
		expect(await queue.merge()).toBeNull();
		expect(queue.changed).toBe(true);
		expect(given.compare).toHaveBeenCalledTimes(2);
	});

	it('says in words how sure a score is', () => {
		expect([0.99, 0.9, 0.6].map(sureness)).toEqual(['Presque certain', 'Probable', 'Possible']);
	});
});

describe('who is in the base already', () => {
	const draft = (family_name: string): DraftWish => ({ given_name: '', family_name, birth_name: '', birth_date: null, organisation: '', emails: [], phones: [] });

	it('asks once typing pauses, never for next to nothing, and drops what came too late', async () => {
		vi.useFakeTimers();
		const answers: ((items: { id: string }[]) => void)[] = [];
		const find = vi.fn(() => new Promise<never>((resolve) => answers.push(resolve as never)));
		const known = new KnownPeople(find);
		known.typed(draft('D'));
		await vi.advanceTimersByTimeAsync(1000);
		expect(find).not.toHaveBeenCalled();
		known.typed(draft('Du'));
		known.typed(draft('Dup'));
		await vi.advanceTimersByTimeAsync(1000);
		expect(find).toHaveBeenCalledTimes(1);
		known.typed(draft('Dupo'));
		await vi.advanceTimersByTimeAsync(1000);
		answers[1]?.([{ id: 'new' }]);
		answers[0]?.([{ id: 'old' }]);
		await vi.advanceTimersByTimeAsync(0);
		expect(known.items.map(({ id }) => id)).toEqual(['new']);
		vi.useRealTimers();
	});
});

describe('groups that are certain (RF-7)', () => {
	const group = (keep: string, version = 1) => ({ keep, members: [{ ...member(keep), version }, { ...member(`${keep}2`), version: 7 }], why: [], fields: [] });
	const given = (groups: ReturnType<typeof group>[]) => ({
		fetchCertain: vi.fn((limit: number, offset: number) => Promise.resolve({ items: groups.slice(offset, offset + limit), total: groups.length })),
		mergeCertain: vi.fn((wanted: { keep: string }[]) => Promise.resolve({ merged: wanted.map(({ keep }) => ({ id: `m-${keep}`, keeper: keep }) as Merge), refused: [] })),
		undoMerge: vi.fn((id: string) => Promise.resolve({ id, undone_at: '2026-01-01T00:00:00Z' } as Merge)),
	});

	it('merges what was ticked, with the versions that were seen, and nothing else', async () => {
		const parts = given([group('a', 3), group('b'), group('c')]);
		const queue = new CertainGroups(parts);
		await queue.load();
		queue.tick('a', true);
		queue.tick('b', true);
		queue.tick('b', false);
		expect(await queue.merge()).toBe(1);
		expect(parts.mergeCertain).toHaveBeenCalledWith([{ keep: 'a', versions: { a: 3, a2: 7 } }]);
		expect(queue.ticked.size).toBe(0);
	});

	it('ticks the groups that are shown, not those of the next page', async () => {
		const queue = new CertainGroups(given(Array.from({ length: 40 }, (_, at) => group(`g${at}`))));
		await queue.load();
		queue.tickAll(true);
		expect([queue.ticked.size, queue.allTicked]).toEqual([30, true]);
		await queue.load(30);
		expect([queue.groups?.length, queue.allTicked]).toEqual([40, false]);
	});

	it('keeps the ticks of what is still shown, and no others', async () => {
		const groups = Array.from({ length: 60 }, (_, at) => group(`g${at}`));
		const queue = new CertainGroups(given(groups));
		await queue.load();
		await queue.load(30);
		queue.tickAll(true);
		await queue.load();
		expect([queue.groups?.length, queue.ticked.size]).toEqual([50, 50]);
	});

	it('names the groups that were refused, though they are shown no more', async () => {
		const groups = [group('a'), group('b')];
		const parts = { ...given(groups), mergeCertain: vi.fn(() => Promise.resolve({ merged: [], refused: [{ keep: 'a', detail: 'A changé.' }] as never[] })) };
		const queue = new CertainGroups(parts);
		await queue.load();
		queue.tick('a', true);
		groups.shift();
		await queue.merge();
		expect(queue.refused).toEqual([{ keep: 'a', detail: 'A changé.', name: 'a' }]);
	});

	it('undoes one merge and leaves the others', async () => {
		const queue = new CertainGroups(given([group('a'), group('b')]));
		await queue.load();
		queue.tickAll(true);
		await queue.merge();
		const [first] = queue.merged;
		expect(first && (await queue.undo(first))).toBe(true);
		expect(queue.merged.map(({ undone_at }) => !!undone_at)).toEqual([true, false]);
	});
});
