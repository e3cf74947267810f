import { describe, expect, it, vi } from 'vitest';
import { Keys } from './keys';

const press = (keys: Keys, key: string, at = 0, more: Partial<KeyboardEvent> = {}) =>
	keys.handle({ key, timeStamp: at, target: null, preventDefault: () => {}, ...more } as KeyboardEvent);
const typing = { matches: () => true } as unknown as EventTarget;

describe('shortcuts', () => {
	it('runs the latest binding and gives the key back', () => {
		const [keys, first, second] = [new Keys(), vi.fn(), vi.fn()];
		keys.bind('n', first);
		const unbind = keys.bind('n', second);
		press(keys, 'n');
		unbind();
		press(keys, 'n');
		expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
	});
	it('knows sequences, within their time', () => {
		const [keys, run] = [new Keys(), vi.fn()];
		keys.bind('g c', run);
		press(keys, 'g', 0);
		press(keys, 'c', 500);
		press(keys, 'g', 1000);
		press(keys, 'c', 5000);
		expect(run).toHaveBeenCalledTimes(1);
	});
	it('leaves letters to fields, but not Ctrl+K', () => {
		const [keys, letter, palette] = [new Keys(), vi.fn(), vi.fn()];
		keys.bind('n', letter);
		keys.bind('mod+k', palette);
		press(keys, 'n', 0, { target: typing });
		press(keys, 'k', 0, { target: typing, ctrlKey: true });
		expect([letter.mock.calls.length, palette.mock.calls.length]).toEqual([0, 1]);
	});
});
