import type { Organisation, OrganisationCard } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { emptyForm, formOf, inputOf, patchOf, placedErrors } from './form';
import { OrganisationList } from './list.svelte';

const organisation = {
	name: 'Le Soir', acronym: '', legal_name: '', parent: { id: 'p', name: 'Groupe' }, siren_display: '732 829 320', siret_display: '', vat_display: '',
	note: '', custom: {}, terms: [], contact_points: [], hidden: ['note'],
} as unknown as Organisation;

describe('the form of an organisation', () => {
	it('sends neither what its reader was not shown nor a parent whose name was emptied', () => {
		const patch = patchOf({ ...formOf(organisation), parent: '' }, 2, organisation.hidden);
		expect(['note' in patch, patch.parent_id, patch.siren, patch.version]).toEqual([false, null, '732 829 320', 2]);
		expect(inputOf(formOf(organisation)).parent_id).toBe('p');
	});
	it('finds the field of an error among empty points', () => {
		const form = emptyForm();
		form.contact_points[1]!.address.city = 'Lyon';
		expect(placedErrors(form, { 'contact_points.0.address.city': 'x' })).toEqual({ 'contact_points.1.address.city': 'x' });
	});
});

describe('the list of organisations', () => {
	it('takes the next page and says why it could not', async () => {
		const fetch = vi.fn(async ({ offset }: { offset: number }) => ({ items: [{ id: String(offset) } as OrganisationCard], total: 2 }));
		const list = new OrganisationList(fetch as never);
		await list.ask();
		await list.more();
		await list.more();
		expect([list.rows.map((row) => row.id), fetch.mock.calls.length]).toEqual([['0', '1'], 2]);
		const failing = new OrganisationList(() => Promise.reject(new TypeError('Failed to fetch')));
		await failing.ask();
		expect([failing.problem?.isOffline, failing.ready]).toEqual([true, false]);
	});
});
