// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Option } from './calls';
import Chooser from './Chooser.svelte';

describe('a field of values to choose', () => {
	let reply: (found: Option[]) => void;
	const onchange = vi.fn();
	const options = vi.fn(() => new Promise<Option[]>((done) => (reply = done)));
	const typed = async (text: string) => fireEvent.input(screen.getByRole('combobox'), { target: { value: text } });
	const enter = async () => fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });

	beforeEach(() => {
		Element.prototype.scrollIntoView = vi.fn();
		onchange.mockClear();
		render(Chooser, { label: 'Ville', values: ['29'], nameOf: (value: string) => value, options, onchange });
	});

	afterEach(cleanup);

	it('takes the first that fits, once it comes, when Enter was pressed before', async () => {
		await typed('bre');
		await enter();
		expect(onchange).not.toHaveBeenCalled();
		reply([{ value: '29', label: 'Brélès' }, { value: '30', label: 'Brest' }]);
		await waitFor(() => expect(onchange).toHaveBeenCalledExactlyOnceWith(['29', '30']));
		expect(screen.getByRole('combobox')).toHaveProperty('value', '');
	});

	it('forgets Enter when more was typed since', async () => {
		await typed('bre');
		await enter();
		await typed('brest');
		reply([{ value: '30', label: 'Brest' }]);
		await screen.findByRole('option', { name: 'Brest' });
		expect(onchange).not.toHaveBeenCalled();
	});

	it('takes nothing for Enter in an empty field whose choices nobody has seen', async () => {
		await typed('');
		await enter();
		reply([{ value: '30', label: 'Brest' }]);
		await screen.findByRole('option', { name: 'Brest' });
		expect(onchange).not.toHaveBeenCalled();
	});
});
