import type { AuthAnswer } from '$lib/session/auth';
import { describe, expect, it, vi } from 'vitest';
import { ForgottenPassword, NewPassword, type ResetParts } from './password-reset.svelte';

const says = (answer: AuthAnswer) => vi.fn(async () => answer);
const cut = () => Promise.reject(new TypeError('Failed to fetch'));
const parts = (given: Partial<ResetParts>): ResetParts => ({ request: cut, check: cut, reset: cut, ...given });

describe('asking for the link', () => {
	function make(request: ResetParts['request'], email = ' claire@example.org ') {
		const state = new ForgottenPassword(parts({ request }));
		state.email = email;
		return state;
	}

	it('sends the address and gives the one answer there is', async () => {
		const request = says({ status: 200 });
		const state = make(request);
		await state.submit();
		expect(request).toHaveBeenCalledWith('claire@example.org');
		expect([state.sent, state.problem, state.busy]).toEqual([true, null, false]);
		state.again();
		expect([state.sent, state.email]).toEqual([false, ' claire@example.org ']);
	});
	it.each([['', 'missing'], ['claire', 'address'], ['claire @example.org', 'address']])('marks %j as %s, without a request', async (email, fault) => {
		const request = says({ status: 200 });
		const state = make(request, email);
		await state.submit();
		expect(state.fault).toBe(fault);
		expect(request).not.toHaveBeenCalled();
	});
	it('marks an address that the server refuses', async () => {
		const state = make(says({ status: 400, errors: [{ param: 'email', message: 'Non.' }] }));
		await state.submit();
		expect([state.sent, state.fault, state.problem]).toEqual([false, 'address', null]);
	});
	it.each([[says({ status: 429 }), 'tooMany'], [cut, 'offline'], [says({ status: 503 }), 'offline'], [says({ status: 500 }), 'unexpected']])(
		'says why nothing was sent (%#)', async (request, problem) => {
			const state = make(request);
			await state.submit();
			expect([state.sent, state.problem, state.busy]).toEqual([false, problem, false]);
		},
	);
	it('sends once when pressed twice', async () => {
		const request = says({ status: 200 });
		const state = make(request);
		await Promise.all([state.submit(), state.submit()]);
		expect(request).toHaveBeenCalledTimes(1);
	});
});

describe('choosing another password', () => {
	const deadKey: AuthAnswer = { status: 400, errors: [{ param: 'key', message: 'Non.' }] };
	async function opened(given: Partial<ResetParts>) {
		const state = new NewPassword('k-1-2', parts({ check: says({ status: 200 }), ...given }));
		await state.check();
		state.password = 'quatre chevaux bleus';
		return state;
	}

	it('asks the server whether the key is good', async () => {
		const check = says({ status: 200 });
		expect((await opened({ check })).step).toBe('choosing');
		expect(check).toHaveBeenCalledWith('k-1-2');
		expect((await opened({ check: says(deadKey) })).step).toBe('dead');
	});
	it('can ask again when the server was out of reach or too busy', async () => {
		const check = vi.fn<ResetParts['check']>().mockRejectedValueOnce(new TypeError()).mockResolvedValueOnce({ status: 429 }).mockResolvedValue({ status: 200 });
		const state = await opened({ check });
		expect([state.step, state.problem]).toEqual(['unchecked', 'offline']);
		await state.check();
		expect([state.step, state.problem]).toEqual(['unchecked', 'tooMany']);
		await state.check();
		expect([state.step, state.problem]).toEqual(['choosing', null]);
	});
	it.each([401, 200])('is done with %i', async (status) => {
		const reset = says({ status });
		const state = await opened({ reset });
		expect(await state.submit()).toBe(true);
		expect(reset).toHaveBeenCalledWith('k-1-2', 'quatre chevaux bleus');
	});
	it('asks for a password, without a request', async () => {
		const reset = says({ status: 401 });
		const state = await opened({ reset });
		state.password = '';
		expect([await state.submit(), state.missing]).toEqual([false, true]);
		expect(reset).not.toHaveBeenCalled();
	});
	it('shows at the field why a password is refused, and takes the next one', async () => {
		const errors = [{ param: 'password', message: "C'est trop court." }, { param: 'password', message: 'Trop courant : non.' }];
		const reset = vi.fn<ResetParts['reset']>().mockResolvedValueOnce({ status: 400, errors }).mockResolvedValue({ status: 401 });
		const state = await opened({ reset });
		expect(await state.submit()).toBe(false);
		expect([state.step, state.refusal]).toEqual(['choosing', 'C’est trop court. Trop courant\u202f: non.']);
		expect(await state.submit()).toBe(true);
		expect(state.refusal).toBe('');
	});
	it('says when the key has died meanwhile', async () => {
		const state = await opened({ reset: says(deadKey) });
		expect([await state.submit(), state.step]).toEqual([false, 'dead']);
	});
	it('keeps what was typed when the network fails', async () => {
		const state = await opened({ reset: cut });
		expect([await state.submit(), state.problem, state.password, state.busy]).toEqual([false, 'offline', 'quatre chevaux bleus', false]);
	});
});
