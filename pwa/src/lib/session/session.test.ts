import { offlineProblem, Problem, type Me } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { resultOf } from './auth';
import { Session, type SessionParts } from './session.svelte';

const claire = {
	id: '1', display_name: 'Claire Lefèvre', rights: ['contacts.view_person'], second_factor: { required: false, enrolled: false },
} as Me;

function make(parts: Partial<SessionParts> = {}) {
	const owed = new Map<string, string>();
	const all: SessionParts = {
		fetchMe: vi.fn(async () => claire),
		endSession: vi.fn(async () => true),
		remembered: vi.fn(async () => undefined),
		remember: vi.fn(async () => {}),
		forget: vi.fn(async () => {}),
		wipe: vi.fn(async () => {}),
		owed: { getItem: (key) => owed.get(key) ?? null, setItem: (key, value) => void owed.set(key, value), removeItem: (key) => void owed.delete(key) },
		...parts,
	};
	return { session: new Session(all), parts: all, owed };
}

describe('the session', () => {
	it('asks the server when the device knows nobody', async () => {
		const { session, parts } = make();
		await session.start();
		expect(session.status).toBe('in');
		expect(session.can('contacts.view_person')).toBe(true);
		expect(session.can('events.change_event')).toBe(false);
		expect(parts.remember).toHaveBeenCalledWith(claire);
	});

	it('opens nothing before a second factor that is needed', async () => {
		const lacking = { ...claire, second_factor: { required: true, enrolled: false } };
		const { session } = make({ fetchMe: vi.fn(async () => lacking) });
		await session.start();
		expect(session.lacksFactor).toBe(true);
		expect(session.can('contacts.view_person')).toBe(false);
	});

	it('starts from what is remembered without waiting for the server', async () => {
		const { session } = make({ remembered: async () => claire, fetchMe: () => new Promise(() => {}) });
		await session.start();
		expect(session.me?.display_name).toBe('Claire Lefèvre');
	});
	it('works offline for somebody remembered, and says when it can’t', async () => {
		const offline = { fetchMe: () => Promise.reject(offlineProblem()) };
		const known = make({ ...offline, remembered: async () => claire }).session;
		await known.start();
		expect(known.status).toBe('in');
		const unknown = make(offline).session;
		await unknown.start();
		expect(unknown.status).toBe('unreachable');
	});
	it('expires on a 401 and forgets who it was', async () => {
		const { session, parts } = make();
		await session.start();
		session.expire();
		expect([session.status, session.expired, session.me]).toEqual(['out', true, null]);
		expect(parts.forget).toHaveBeenCalled();
	});
	it('shows the sign-in page, not an ended session, to who never signed in', async () => {
		const { session } = make({ fetchMe: () => Promise.reject(new Problem(401, 'not_signed_in', '')) });
		await session.start();
		expect([session.status, session.expired]).toEqual(['out', false]);
	});
	it('wipes the device on sign-out, and pays the server what an offline sign-out owes', async () => {
		const { session, parts, owed } = make({ endSession: vi.fn(async () => false) });
		await session.start();
		await session.signOut();
		expect(parts.wipe).toHaveBeenCalled();
		expect(owed.size).toBe(1);
		await session.start();
		expect(session.status).toBe('unreachable');
		vi.mocked(parts.endSession).mockResolvedValue(true);
		await session.signOut();
		expect(owed.size).toBe(0);
	});
});

describe('allauth’s answers', () => {
	it.each([
		[{ status: 200 }, 'signed_in'],
		[{ status: 409 }, 'signed_in'],
		[{ status: 401, data: { flows: [{ id: 'login' }, { id: 'mfa_authenticate', is_pending: true }] } }, 'code_needed'],
	])('%j is %s', (answer, kind) => expect(resultOf(answer, 'mismatch').kind).toBe(kind));
	it.each([
		[{ status: 400, errors: [{ code: 'username_password_mismatch' }] }, 'mismatch'],
		[{ status: 400, errors: [{ code: 'too_many_login_attempts' }] }, 'too_many'],
		[{ status: 429 }, 'too_many'],
		[{ status: 502 }, 'offline'],
		[{ status: 500 }, 'unexpected'],
	])('%j is refused: %s', (answer, reason) => expect(resultOf(answer, 'mismatch')).toEqual({ kind: 'refused', reason }));
});
