import { describe, expect, it, vi } from 'vitest';
import { announce, ask, csrfToken, onSignedOut } from './client';
import { asProblem, Problem, problemFrom } from './problem';

describe('problems', () => {
	it('keeps the code, the French detail and the fields of a problem document', () => {
		const problem = problemFrom(422, {
			code: 'invalid',
			detail: 'Des champs sont à corriger.',
			errors: [
				{ path: 'body.payload.family_name', message: 'Obligatoire.' },
				{ path: 'body.contact_points.0.value', message: 'Adresse inconnue.' },
				{ path: 3 },
			],
		});
		expect(problem).toMatchObject({ status: 422, code: 'invalid', detail: 'Des champs sont à corriger.' });
		expect(problem.fields).toEqual({ family_name: 'Obligatoire.', 'contact_points.0.value': 'Adresse inconnue.' });
	});
	it('has a French sentence even for a proxy’s page', () => {
		expect(problemFrom(502, '<html>').detail).toMatch(/ne répond pas/);
		expect(problemFrom(500, null).code).toBe('http_500');
	});
	it('knows the network’s absence from a fault', () => {
		expect(asProblem(new TypeError('Failed to fetch')).isOffline).toBe(true);
		expect(asProblem(new Error('x')).code).toBe('unexpected');
	});
});

describe('the client', () => {
	it('reads the CSRF cookie', () => expect(csrfToken('a=1; csrftoken=abc; b=2')).toBe('abc'));
	it('gives data, or throws', async () => {
		expect(await ask(Promise.resolve({ data: 1, response: new Response(null, { status: 200 }) }))).toBe(1);
		await expect(ask(Promise.resolve({ error: { code: 'x' }, response: new Response(null, { status: 409 }) }))).rejects.toMatchObject({ code: 'x' });
	});
	it('tells of an ended session once for every 401', () => {
		const told = vi.fn();
		const stop = onSignedOut(told);
		announce(new Problem(401, 'not_signed_in', ''));
		announce(new Problem(401, 'device_revoked', ''));
		stop();
		announce(new Problem(401, 'not_signed_in', ''));
		expect(told).toHaveBeenCalledTimes(1);
	});

	it('says where a merged record went', () => {
		const gone = problemFrom(410, { code: 'contact_merged', merged_into: 'b', merged_name: 'Zoé' });
		expect(gone.merged).toEqual({ into: 'b', name: 'Zoé' });
		expect(problemFrom(404, { code: 'contact_not_found' }).merged).toBeNull();
	});
});
