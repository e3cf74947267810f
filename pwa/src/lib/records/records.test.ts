import { api, type ContactPoint, type Term } from '$lib/api';
import { live, type Change, type Follower } from '$lib/live';
import { describe, expect, it, vi } from 'vitest';
import { customFields, emptyAddress, emptyPoint, inOrder, labelLines, matchTerms, pointsIn, vocabulary } from '.';
import { followShared } from './shared';

const address = (parts: object) => ({ ...emptyAddress(), ...parts });

describe('a postal label', () => {
	it('writes what machines read in capitals, and the names as they are', () =>
		expect(labelLines(address({ street: '12 bis, rue de l’Église', postal_code: '75006', city: 'Paris' }), { recipient: 'Mme Léa Noël' })).toEqual([
			{ text: 'Mme Léa Noël', over: false },
			{ text: '12 BIS RUE DE L EGLISE', over: false },
			{ text: '75006 PARIS', over: false },
		]));
	it('has six lines at most: what belongs together shares one', () => {
		const full = address({ delivery: 'Étage 2', building: 'Bâtiment B', street: '1 rue A', place: 'BP 12', postal_code: '1000', city: 'Bruxelles', country: 'BE' });
		const lines = labelLines(full, { recipient: 'M. X', organisation: 'Le Soir', service: 'Culture' }).map((line) => line.text);
		expect([lines.length, lines[1], lines.at(-1)]).toEqual([6, 'Le Soir Culture', 'BELGIQUE']);
	});
	it('marks a line longer than 38 characters', () => expect(labelLines(address({ street: 'A'.repeat(39) }))[0]?.over).toBe(true));
});

describe('points', () => {
	const point = (kind: string, state = 'valid') => ({ id: kind + state, kind, state, is_main: false }) as ContactPoint;
	it('stand with the preferred channel first and what does not work last', () =>
		expect(inOrder([point('email', 'refused'), point('phone'), point('email')], 'email').map((each) => each.id)).toEqual(['emailvalid', 'phonevalid', 'emailrefused']));
	it('are sent without empty ones; an address by its parts', () =>
		expect(pointsIn([emptyPoint(), { ...emptyPoint('address'), value: 'old text', address: address({ city: 'Lyon' }) }])).toMatchObject([
			{ kind: 'address', value: '', address: { city: 'Lyon' } },
		]));
});

describe('terms', () => {
	const term = (label: string, path: string, state = 'active') => ({ label, path, state, merged_into: null }) as Term;
	it('are found by any word of their path; those that begin so first, never retired ones', () => {
		const terms = [term('Art et cinéma', 'Culture › Art et cinéma'), term('Cinéma', 'Culture › Cinéma'), term('Cinéma muet', 'Cinéma muet', 'retired')];
		expect(matchTerms(terms, 'cinema').map((each) => each.label)).toEqual(['Cinéma', 'Art et cinéma']);
	});
});

describe('a verified point', () => {
	it('is told to the server only where somebody touched the box', () => {
		const point = { ...emptyPoint('email'), value: 'h@x.example', verified: true, was_verified: true };
		expect(pointsIn([point])[0]).not.toHaveProperty('verified');
		expect(pointsIn([{ ...point, verified: false }])[0]).toMatchObject({ verified: false });
		expect(pointsIn([{ ...point, was_verified: false }])[0]).not.toHaveProperty('was_verified');
	});
});

describe('what records share', () => {
	it('is asked again when somebody changes it, once it was needed, and not before', async () => {
		const TREE = '/api/v1/vocabularies/{vocabulary}';
		const asked: string[] = [];
		vi.spyOn(api, 'GET').mockImplementation((async (path: string) => {
			asked.push(path);
			return { data: { vocabulary: 'domain', label: '', terms: [] }, response: new Response() };
		}) as never);
		let follower: Follower | undefined;
		vi.spyOn(live, 'follow').mockImplementation((_, given) => ((follower = given), () => {}));
		followShared();
		const tell = (more: object) => follower?.change({ type: 'change', audience: 'contacts', cursor: 1, at: '', ...more } as Change);
		tell({ kind: 'vocabulary_changed', data: { vocabulary: 'domain' } });
		tell({ kind: 'fields_changed', data: {} });
		expect(asked).toEqual([]);
		await vocabulary('domain').open();
		tell({ kind: 'vocabulary_changed', data: { vocabulary: 'sector' } });
		tell({ kind: 'vocabulary_changed', data: { vocabulary: 'domain' } });
		expect(asked).toEqual([TREE, TREE]);
		await customFields.open();
		await follower?.refetch();
		expect(asked.slice(2).sort()).toEqual(['/api/v1/fields', '/api/v1/fields', TREE]);
	});
});
