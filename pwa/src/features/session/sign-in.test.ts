import { describe, expect, it, vi } from 'vitest';
import { SignInState, type SignInParts } from './sign-in.svelte';

function make(parts: Partial<SignInParts> = {}) {
	const state = new SignInState({
		signIn: vi.fn(async () => ({ kind: 'signed_in' as const })),
		sendCode: vi.fn(async () => ({ kind: 'signed_in' as const })),
		usePasskey: vi.fn(async () => ({ kind: 'signed_in' as const })),
		entered: async () => {},
		isIn: () => true,
		...parts,
	});
	state.username = ' redaction ';
	state.password = 'secret';
	return state;
}

describe('signing in', () => {
	it('asks for what is missing, without a request', async () => {
		const signIn = vi.fn();
		const state = make({ signIn });
		state.password = '';
		expect(await state.submit()).toBe(false);
		expect(state.missing.password).toBe(true);
		expect(signIn).not.toHaveBeenCalled();
	});
	it('asks for a code when the account wants one', async () => {
		const sendCode = vi.fn(async () => ({ kind: 'signed_in' as const }));
		const state = make({ signIn: async () => ({ kind: 'code_needed' }), sendCode });
		expect(await state.submit()).toBe(false);
		expect(state.step).toBe('code');
		state.code = '123 456';
		expect(await state.submit()).toBe(true);
		expect(sendCode).toHaveBeenCalledWith('123456');
	});
	it('takes a passkey instead of the password, and instead of the code', async () => {
		const usePasskey = vi.fn(async () => ({ kind: 'signed_in' as const }));
		const state = make({ signIn: async () => ({ kind: 'code_needed' }), usePasskey });
		expect(await state.usePasskey()).toBe(true);
		await state.submit();
		expect(await state.usePasskey()).toBe(true);
		expect(usePasskey.mock.calls).toEqual([['login'], ['authenticate']]);
	});
	it('says why it was refused', async () => {
		const state = make({ signIn: async () => ({ kind: 'refused', reason: 'too_many' }) });
		expect(await state.submit()).toBe(false);
		expect(state.problem).toBe('tooMany');
	});
	it('goes back to the page wanted, and never to another site', () => {
		const to = (suite: string) => make().destination(new URL(`http://x/connexion?suite=${encodeURIComponent(suite)}`));
		expect(to('/contacts?q=a')).toBe('/contacts?q=a');
		expect([to('//evil.example'), to('https://evil.example'), to('/\\evil.example')]).toEqual(['/', '/', '/']);
	});
});
