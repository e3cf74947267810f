// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdFocus } from './hold-focus';

describe('the focus inside a sheet', () => {
	let stop: () => void;
	const button = (name: string) => document.querySelector<HTMLButtonElement>(`[name=${name}]`)!;
	const settled = () => new Promise((then) => setTimeout(then));
	const now = () => document.activeElement?.getAttribute('name');

	beforeEach(() => {
		document.body.innerHTML = '<main><ul><li><button name="a"></button></li><li><button name="b"></button></li><li><button name="c"></button></li></ul><button name="add"></button></main>';
		stop = holdFocus(document.querySelector('main')!);
	});
	afterEach(() => stop());

	it.each([['a', 'b'], ['b', 'c'], ['c', 'add']])('goes from a line that is removed to the next one: %s', async (gone, next) => {
		button(gone).focus();
		button(gone).closest('li')?.remove();
		await settled();
		expect(now()).toBe(next);
	});

	it('goes to what takes the place of a button, and to the last one when nothing follows', async () => {
		button('add').focus();
		const form = document.createElement('form');
		form.innerHTML = '<input name="label"><button name="save"></button>';
		button('add').replaceWith(form);
		await settled();
		expect(now()).toBe('label');
		button('save').focus();
		form.remove();
		await settled();
		expect(now()).toBe('c');
	});

	it('comes back to a button that could not be pressed for a while, unless it is elsewhere by now', async () => {
		button('b').focus();
		button('b').disabled = true;
		button('b').blur();
		await settled();
		button('b').disabled = false;
		await settled();
		expect(now()).toBe('b');
		button('a').focus();
		button('b').closest('li')?.remove();
		await settled();
		expect(now()).toBe('a');
	});

	it('is left alone where nobody was', async () => {
		button('b').closest('li')?.remove();
		await settled();
		expect(document.activeElement).toBe(document.body);
	});
});
