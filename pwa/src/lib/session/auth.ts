/** django-allauth's headless browser client: sign in, second step, sign out. */
import { csrfToken } from '$lib/api/client';
import { usePasskey } from './passkeys';

const BASE = '/_allauth/browser/v1';

export type SignInResult =
	| { kind: 'signed_in' }
	/** The password was right; a code is asked for. */
	| { kind: 'code_needed' }
	| { kind: 'refused'; reason: 'mismatch' | 'code' | 'passkey' | 'too_many' | 'offline' | 'unexpected' };

type Wrong = 'mismatch' | 'code' | 'passkey';

export interface AuthAnswer {
	status: number;
	data?: { flows?: { id: string; is_pending?: boolean }[]; request_options?: Record<string, unknown> };
	meta?: { is_authenticated?: boolean };
	errors?: { code?: string; param?: string; message?: string }[];
}

export async function signIn(username: string, password: string): Promise<SignInResult> {
	return submit('/auth/login', { username, password }, 'mismatch');
}

export async function sendCode(code: string): Promise<SignInResult> {
	return submit('/auth/2fa/authenticate', { code }, 'code');
}

/** Instead of a password (login), or as the second step (authenticate). */
export async function signInWithPasskey(step: 'login' | 'authenticate'): Promise<SignInResult> {
	const path = `/auth/webauthn/${step}`;
	try {
		const options = (await answerOf(await call('GET', path))).data?.request_options ?? {};
		const credential = await usePasskey(options).catch(() => null);
		return credential ? submit(path, { credential }, 'passkey') : { kind: 'refused', reason: 'passkey' };
	} catch {
		return { kind: 'refused', reason: 'offline' };
	}
}

/** True when the server ended the session (401 is its way of saying so). */
export async function endSession(): Promise<boolean> {
	try {
		const response = await call('DELETE', '/auth/session');
		return response.status === 401 || response.status === 200;
	} catch {
		return false;
	}
}

async function submit(path: string, body: object, wrong: Wrong): Promise<SignInResult> {
	try {
		const response = await call('POST', path, body);
		return resultOf(await answerOf(response), wrong);
	} catch {
		return { kind: 'refused', reason: 'offline' };
	}
}

/** Exported for its tests: the meaning of allauth's statuses. */
export function resultOf(answer: AuthAnswer, wrong: Wrong): SignInResult {
	// 409: a session is already open in this browser.
	if (answer.status === 200 || answer.status === 409) return { kind: 'signed_in' };
	const pending = answer.data?.flows?.find((flow) => flow.is_pending);
	if (answer.status === 401 && pending?.id === 'mfa_authenticate') return { kind: 'code_needed' };
	if (answer.status === 429 || answer.errors?.some((error) => error.code?.startsWith('too_many'))) {
		return { kind: 'refused', reason: 'too_many' };
	}
	if (answer.status === 400 || answer.status === 401) return { kind: 'refused', reason: wrong };
	return { kind: 'refused', reason: answer.status >= 502 ? 'offline' : 'unexpected' };
}

/** One request to allauth, for the sign-in and for the account page. */
export async function call(method: string, path: string, body?: object): Promise<Response> {
	// Any GET of allauth's sets the CSRF cookie that the first POST needs.
	if (!csrfToken()) await fetch(`${BASE}/config`, { credentials: 'same-origin' });
	return fetch(`${BASE}${path}`, {
		method,
		credentials: 'same-origin',
		headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrfToken() },
		body: body && JSON.stringify(body),
	});
}

export async function answerOf(response: Response): Promise<AuthAnswer> {
	const body = (await response.json().catch(() => ({}))) as Partial<AuthAnswer>;
	return { ...body, status: response.status };
}
