/** Requests to allauth for one's own account; what it asks for or refuses becomes one of four outcomes. */
import { answerOf, call, type AuthAnswer } from '$lib/session/auth';

export type Outcome<T> =
	| { kind: 'ok'; data: T; meta: Record<string, unknown> }
	/** The password has to be given again first. */
	| { kind: 'reauthenticate' }
	/** Messages by field ("" for the whole). */
	| { kind: 'refused'; status: number; fields: Record<string, string> }
	| { kind: 'offline' };

const BASE = '/account';
export const paths = {
	authenticators: `${BASE}/authenticators`,
	totp: `${BASE}/authenticators/totp`,
	passkeys: `${BASE}/authenticators/webauthn`,
	recovery: `${BASE}/authenticators/recovery-codes`,
	password: `${BASE}/password/change`,
	reauthenticate: '/auth/reauthenticate',
} as const;

export async function request<T>(method: string, path: string, body?: object): Promise<Outcome<T>> {
	try {
		return outcomeOf<T>(await answerOf(await call(method, path, body)));
	} catch {
		return { kind: 'offline' };
	}
}

/** Exported for its tests. */
export function outcomeOf<T>(answer: AuthAnswer): Outcome<T> {
	const { status, data, meta, errors = [] } = answer;
	if (status === 200) return { kind: 'ok', data: data as T, meta: (meta ?? {}) as Record<string, unknown> };
	if (status === 401 && meta?.is_authenticated) return { kind: 'reauthenticate' };
	if (status >= 502) return { kind: 'offline' };
	const fields: Record<string, string> = {};
	for (const { param = '', message = '' } of errors) fields[param] ??= message;
	return { kind: 'refused', status, fields };
}
