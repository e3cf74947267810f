import { Problem } from '$lib/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hueOf, initials } from './initials';
import { SelectedRange } from './rows.svelte';
import { drawnRows, nextRow, rangeSelected, sortAfter, sortDirection } from './table';
import { toasts } from './toasts.svelte';

describe('avatars', () => {
	it.each([['Claire Lefèvre', 'CL'], ["Jean-Marc d'Ormesson", 'JO'], ['Élodie', 'É'], ['', '?'], ['madame', 'M']])('%s: %s', (name, letters) =>
		expect(initials(name)).toBe(letters));
	it('keeps its colour', () => expect(hueOf('Claire')).toBe(hueOf('Claire')));
});

describe('tables', () => {
	it('moves by keys and stays inside', () => {
		expect(nextRow('ArrowDown', 0, 3)).toBe(1);
		expect(nextRow('ArrowUp', 0, 3)).toBe(0);
		expect(nextRow('End', 0, 3)).toBe(2);
		expect(nextRow('a', 0, 3)).toBeNull();
	});
	it('sorts up, then down', () => {
		expect([sortAfter('', 'name'), sortAfter('name', 'name'), sortAfter('-name', 'name')]).toEqual(['name', '-name', 'name']);
		expect([sortDirection('-name', 'name'), sortDirection('name', 'name'), sortDirection('', 'name')]).toEqual(['descending', 'ascending', undefined]);
	});
});

describe('ranges', () => {
	const keys = ['a', 'b', 'c', 'd', 'e'];
	it('grow and shrink around where they began, and keep what was selected before', () => {
		expect([...rangeSelected(keys, new Set(['e']), 'b', 3)]).toEqual(['e', 'b', 'c', 'd']);
		expect([...rangeSelected(keys, new Set(['e']), 'b', 2)]).toEqual(['e', 'b', 'c']);
		expect([...rangeSelected(keys, new Set(), 'c', 0)]).toEqual(['a', 'b', 'c']);
	});
	it('begin anew after the selection was cleared or made elsewhere', () => {
		const range = new SelectedRange();
		range.begin('a', new Set(['a']));
		expect([...range.upTo(keys, new Set(['a']), 1)]).toEqual(['a', 'b']);
		expect([...range.upTo(keys, new Set(['b', 'a']), 2)]).toEqual(['a', 'b', 'c']);
		expect([...range.upTo(keys, new Set(), 4, 3)]).toEqual(['d', 'e']);
		expect([...range.upTo(keys, new Set(keys), 1, 0)]).toEqual(keys);
		expect([range.begun(new Set(keys)), range.begun(new Set())]).toEqual([true, false]);
	});
	it('begin anew where the first row is gone', () => {
		expect([...rangeSelected(keys, new Set(), null, 1)]).toEqual(['b']);
		expect([...rangeSelected(keys, new Set(), 'z', 1)]).toEqual(['b']);
	});
});

describe('very long tables', () => {
	it('draw only what is near the view, and always all of what is in it', () => {
		expect(drawnRows(100, -2000, 40, 900)).toEqual([0, 100]);
		expect(drawnRows(50_000, 200, 40, 900)[0]).toBe(0);
		for (const top of [0, -4000, -400_000, -1_999_000]) {
			const [first, end] = drawnRows(50_000, top, 40, 900);
			expect(end - first).toBeLessThan(80);
			expect(first).toBeLessThanOrEqual(Math.floor(-top / 40));
			expect(end).toBeGreaterThanOrEqual(Math.min(50_000, Math.ceil((-top + 900) / 40)));
		}
	});
});

describe('failures', () => {
	it('are told by what is wrong with the field, and from a promise', async () => {
		await Promise.reject(new Problem(422, 'invalid', 'Refusé.', { label: 'Existe déjà.' })).catch(toasts.failed);
		expect(toasts.items.at(-1)).toMatchObject({ text: 'Existe déjà.', tone: 'error' });
		toasts.items.forEach((toast) => toasts.close(toast.id));
	});
});

describe('undo', () => {
	afterEach(() => toasts.items.forEach((toast) => toasts.close(toast.id)));
	it('carries out when the time has passed', () => {
		const commit = vi.fn(async () => {});
		toasts.undoable({ text: 'Retiré', commit, undo: () => {} });
		expect(commit).not.toHaveBeenCalled();
		toasts.close(toasts.items.at(-1)?.id ?? 0);
		toasts.flush();
		expect(commit).toHaveBeenCalledTimes(1);
	});
	it('does nothing when taken back', () => {
		const [commit, undo] = [vi.fn(async () => {}), vi.fn()];
		toasts.undoable({ text: 'Retiré', commit, undo });
		toasts.items.at(-1)?.action?.run();
		toasts.flush();
		expect([commit.mock.calls.length, undo.mock.calls.length]).toEqual([0, 1]);
	});
});
