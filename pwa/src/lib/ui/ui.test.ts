import { afterEach, describe, expect, it, vi } from 'vitest';
import { hueOf, initials } from './initials';
import { nextRow, sortAfter, sortDirection } from './table';
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
