import { describe, expect, it, vi } from 'vitest';
import { outcomeOf, type Outcome } from './requests';
import { Security, type SecurityParts } from './security.svelte';

const ok = (data: unknown = {}): Outcome<never> => ({ kind: 'ok', data: data as never, meta: {} });
function open(answers: Record<string, Outcome<never>[]>, more: Partial<SecurityParts> = {}) {
	const request = vi.fn(async (method: string, path: string) => {
		const list = answers[`${method} ${path.split('/').at(-1)}`] ?? [];
		return list.length > 1 ? (list.shift() as Outcome<never>) : (list[0] ?? ok([]));
	});
	const refreshMe = vi.fn(async () => undefined);
	const parts = { request: request as never, enrolment: async () => ({ secret: 'S', url: 'otpauth://' }), createPasskey: async () => ({}), refreshMe, ...more };
	return { security: new Security(parts), request, refreshMe };
}

describe('the security of an account', () => {
	it('reads what allauth means', () => {
		expect(outcomeOf({ status: 200, data: {} }).kind).toBe('ok');
		expect(outcomeOf({ status: 401, meta: { is_authenticated: true } }).kind).toBe('reauthenticate');
		expect(outcomeOf({ status: 400, errors: [{ param: 'code', message: 'Non' }] })).toMatchObject({ fields: { code: 'Non' } });
		expect(outcomeOf({ status: 503 }).kind).toBe('offline');
	});

	it('asks for the password where it is wanted, then goes on', async () => {
		const { security, request } = open({ 'DELETE totp': [{ kind: 'reauthenticate' }, ok()], 'POST reauthenticate': [ok()] });
		const stopping = security.stopTotp();
		await vi.waitFor(() => expect(security.asking).toBe(true));
		expect(await security.reauthenticate('secret')).toBe(true);
		expect(await stopping).toBe(true);
		expect(request.mock.calls.filter(([method]) => method === 'DELETE')).toHaveLength(2);
	});

	it('does nothing when the person gives up', async () => {
		const { security, refreshMe } = open({ 'DELETE totp': [{ kind: 'reauthenticate' }] });
		const stopping = security.stopTotp();
		await vi.waitFor(() => expect(security.asking).toBe(true));
		security.giveUp();
		expect(await stopping).toBe(false);
		expect(refreshMe).not.toHaveBeenCalled();
	});

	it('enrols a code and shows the recovery codes', async () => {
		const { security, refreshMe } = open({ 'GET recovery-codes': [ok({ unused_codes: ['a', 'b'] })] });
		await security.startTotp();
		expect(security.enrolment?.secret).toBe('S');
		expect(await security.confirmTotp('12')).toBe(false);
		expect(security.fields.code).toBeTruthy();
		expect(await security.confirmTotp('123 456')).toBe(true);
		expect(security.enrolment).toBeNull();
		expect(security.codes).toEqual(['a', 'b']);
		expect(refreshMe).toHaveBeenCalled();
	});

	it('says when a passkey was not made', async () => {
		const { security } = open({}, { createPasskey: () => Promise.reject(new DOMException('no', 'NotAllowedError')) });
		expect(await security.addPasskey('Téléphone')).toBe(false);
		expect(security.problem).toBeTruthy();
	});

	it('checks a new password before sending it', async () => {
		const { security, request } = open({});
		expect(await security.changePassword('', 'court')).toBe(false);
		expect(Object.keys(security.fields)).toEqual(['current_password', 'new_password']);
		expect(request).not.toHaveBeenCalled();
	});
});
