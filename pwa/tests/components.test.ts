// @vitest-environment jsdom
import { refocus } from '$lib/ui';
import Field from '$lib/ui/Field.svelte';
import SignIn from '$features/session/SignIn.svelte';
import Tabs from '$lib/ui/Tabs.svelte';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import DialogHost from './DialogHost.svelte';
import TableHost from './TableHost.svelte';

vi.mock('$app/state', () => ({ page: { url: new URL('http://x/connexion'), params: {} } }));
vi.mock('$app/navigation', () => ({ goto: vi.fn() }));
afterEach(cleanup);

const rowNamed = (name: string) => screen.getByText(name).closest('tr') as HTMLElement;

describe('Table', () => {
	it('is walked with arrows, opened with Enter and selected with Space', async () => {
		const [onopen, onselect] = [vi.fn(), vi.fn()];
		render(TableHost, { onopen, onselect });
		rowNamed('Anaïs').focus();
		await fireEvent.keyDown(rowNamed('Anaïs'), { key: 'ArrowDown' });
		expect(document.activeElement).toBe(rowNamed('Benoît'));
		await fireEvent.keyDown(rowNamed('Benoît'), { key: 'Enter' });
		expect(onopen).toHaveBeenCalledWith({ id: 'b', name: 'Benoît' });
		await fireEvent.keyDown(rowNamed('Benoît'), { key: ' ' });
		expect([...(onselect.mock.calls[0]?.[0] as Set<string>)]).toEqual(['b']);
	});
	it('has one stop for the Tab key and says what is sorted and selected', () => {
		render(TableHost, { onopen: vi.fn(), onselect: vi.fn() });
		expect(screen.getAllByRole('row').filter((row) => row.tabIndex === 0)).toHaveLength(1);
		expect(screen.getByRole('columnheader', { name: 'Nom' }).getAttribute('aria-sort')).toBe('ascending');
		expect(screen.getByRole('checkbox', { name: 'Sélectionner Anaïs' })).toBeTruthy();
	});
});

describe('Dialog', () => {
	beforeEach(() => {
		HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
			this.open = true;
		};
	});
	const opened = async () => {
		render(DialogHost);
		const opener = screen.getByRole('button', { name: 'Ouvrir' });
		opener.focus();
		await fireEvent.click(opener);
		const cancel = screen.getByRole('button', { name: 'Annuler' });
		cancel.focus();
		return { opener, cancel };
	};
	it('gives the focus back to what opened it when it is taken away open', async () => {
		const { opener, cancel } = await opened();
		await fireEvent.click(cancel);
		await waitFor(() => expect(document.activeElement).toBe(opener));
	});
	it('leaves the focus where it was put meanwhile', async () => {
		const { cancel } = await opened();
		const other = screen.getByRole('button', { name: 'Autre' });
		cancel.addEventListener('click', () => other.focus());
		await fireEvent.click(cancel);
		await Promise.resolve();
		expect(document.activeElement).toBe(other);
	});
});

describe('the focus of a line that is gone', () => {
	const lines = (...names: string[]) => {
		document.body.innerHTML = `<div><button id="more">+</button><ul>${names.map((name) => `<li><button>${name}</button></li>`).join('')}</ul></div>`;
		return document.body.firstElementChild as HTMLElement;
	};
	const focused = () => document.activeElement?.textContent;
	it('goes to the next, to the last, to what else there is, and stays where it is', async () => {
		await refocus(lines('a', 'b'), 'li button', 0);
		expect(focused()).toBe('a');
		await refocus(lines('a', 'b'), 'li button', 0);
		document.getElementById('more')?.focus();
		await refocus(document.body, 'li button', 1);
		expect(focused()).toBe('+');
		await refocus(lines('a'), 'li button', 1);
		expect(focused()).toBe('a');
		await refocus(lines(), 'li button', 0);
		expect(focused()).toBe('+');
	});
});

describe('Field', () => {
	it('ties its error and hint to the input', () => {
		render(Field, { label: 'Nom', error: 'Indiquez le nom.', hint: 'Tel que sur la carte.' });
		const input = screen.getByLabelText('Nom');
		expect(input.getAttribute('aria-invalid')).toBe('true');
		const described = (input.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);
		expect(described).toEqual(['Indiquez le nom.', 'Tel que sur la carte.']);
	});
});

describe('Tabs', () => {
	it('moves with the arrows', async () => {
		const onchoose = vi.fn();
		const children = createRawSnippet(() => ({ render: () => '<p>Contenu</p>' }));
		render(Tabs, { label: 'Fiche', tabs: [{ key: 'a', label: 'A' }, { key: 'b', label: 'B' }], current: 'a', onchoose, children });
		await fireEvent.keyDown(screen.getByRole('tab', { name: 'A' }), { key: 'ArrowLeft' });
		expect(onchoose).toHaveBeenCalledWith('b');
	});
});

describe('SignIn', () => {
	it('marks what is missing and sends nothing', async () => {
		const request = vi.spyOn(globalThis, 'fetch');
		render(SignIn);
		await fireEvent.submit(screen.getByRole('button', { name: 'Se connecter' }).closest('form') as HTMLFormElement);
		expect(screen.getByLabelText('Identifiant').getAttribute('aria-invalid')).toBe('true');
		expect(request).not.toHaveBeenCalled();
	});
});
