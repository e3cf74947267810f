// @vitest-environment jsdom
import type { Term } from '$lib/api';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Terms, type TermCalls } from './terms.svelte';
import TermTree from './TermTree.svelte';

const term = (label: string, parent_id: string | null, depth: number): Term => ({
	id: label, parent_id, label, vocabulary: 'domain', path: label, depth, state: 'active', rank: 0, uses: 3, uses_below: 3, proposed_by: '', merged_into: null,
});
const TERMS = [term('Culture', null, 0), term('Danse', 'Culture', 1), term('Sport', null, 0)];
const item = (name: string) => screen.getByRole('treeitem', { name: new RegExp(`^${name}`) });
const focused = () => document.activeElement?.getAttribute('aria-label');

let changeTerm: ReturnType<typeof vi.fn>;
beforeEach(async () => {
	changeTerm = vi.fn(async () => TERMS[0]);
	const parts = { fetchVocabularies: async () => [], fetchTree: async () => ({ vocabulary: 'domain', label: 'Domaines', terms: TERMS }), changeTerm };
	const terms = new Terms(parts as unknown as TermCalls);
	await terms.load();
	const none = vi.fn();
	render(TermTree, { terms, label: 'Domaines', onadd: none, onmerge: none, onrefuse: none, onretire: none, onreactivate: none, onaccept: none });
	item('Culture').focus();
});
afterEach(cleanup);

describe('the tree of terms', () => {
	it('has one stop for the Tab key and says where each term stands', () => {
		expect(screen.getAllByRole('treeitem').filter((each) => each.tabIndex === 0)).toEqual([item('Culture')]);
		expect(item('Danse').getAttribute('aria-level')).toBe('2');
		expect(item('Culture').getAttribute('aria-expanded')).toBe('true');
		expect(item('Sport').hasAttribute('aria-expanded')).toBe(false);
	});

	it('is walked with arrows, and closes a term with the left one', async () => {
		await fireEvent.keyDown(item('Culture'), { key: 'ArrowDown' });
		await waitFor(() => expect(focused()).toMatch(/^Danse/));
		await fireEvent.keyDown(item('Danse'), { key: 'ArrowLeft' });
		await waitFor(() => expect(focused()).toMatch(/^Culture/));
		await fireEvent.keyDown(item('Culture'), { key: 'ArrowLeft' });
		expect(screen.getAllByRole('treeitem')).toHaveLength(2);
	});

	it('moves a term with Alt and an arrow, and keeps the focus on it', async () => {
		await fireEvent.keyDown(item('Sport'), { key: 'ArrowRight', altKey: true });
		expect(changeTerm).toHaveBeenCalledWith('Sport', { parent_id: 'Culture', place: 1 });
		await waitFor(() => expect(focused()).toMatch(/^Sport/));
	});

	it('renames with F2, refuses an empty name, and leaves with Escape', async () => {
		await fireEvent.keyDown(item('Culture'), { key: 'F2' });
		const field = screen.getByLabelText<HTMLInputElement>('Libellé du terme');
		expect(document.activeElement).toBe(field);
		await fireEvent.input(field, { target: { value: ' ' } });
		await fireEvent.submit(field.form as HTMLFormElement);
		expect(field.getAttribute('aria-invalid')).toBe('true');
		expect(changeTerm).not.toHaveBeenCalled();
		await fireEvent.keyDown(field, { key: 'Escape' });
		await waitFor(() => expect(focused()).toMatch(/^Culture/));
	});

	it('keeps the keys of a field inside the line for the field', async () => {
		await fireEvent.keyDown(item('Culture'), { key: 'F2' });
		await fireEvent.keyDown(screen.getByLabelText('Libellé du terme'), { key: 'ArrowDown' });
		expect(screen.getByLabelText('Libellé du terme')).toBeTruthy();
	});

	it('looks for a letter itself, also where no term begins with it', async () => {
		const elsewhere = vi.fn();
		document.addEventListener('keydown', elsewhere);
		await fireEvent.keyDown(item('Culture'), { key: 'n' });
		await fireEvent.keyDown(item('Culture'), { key: '?' });
		document.removeEventListener('keydown', elsewhere);
		expect(elsewhere.mock.calls.map(([event]) => (event as KeyboardEvent).key)).toEqual(['?']);
	});

	it('opens its menu with Enter, outside the tree, and gives the focus back', async () => {
		await fireEvent.keyDown(item('Culture'), { key: 'Enter' });
		const menu = screen.getByRole('menu', { name: 'Actions sur «\u202fCulture\u202f»' });
		expect(screen.getByRole('tree').contains(menu)).toBe(false);
		await fireEvent.keyDown(menu, { key: 'Escape' });
		await waitFor(() => expect(focused()).toMatch(/^Culture/));
		expect(screen.queryByRole('menu')).toBeNull();
	});
});
