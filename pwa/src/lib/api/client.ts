/** The typed client. `const card = await ask(api.GET('/api/v1/contacts/{id}', {...}))` gives data or throws a Problem. */
import createClient, { type Middleware } from 'openapi-fetch';
import { offlineProblem, Problem, problemFrom } from './problem';
import type { paths } from './schema';

type Listener = (problem: Problem) => void;
const listeners = new Set<Listener>();

/** Told of every 401 `not_signed_in`: lib/session sends the person to the sign-in page. */
export function onSignedOut(listener: Listener): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function csrfToken(cookies = globalThis.document?.cookie ?? ''): string {
	return /(?:^|;\s*)csrftoken=([^;]+)/.exec(cookies)?.[1] ?? '';
}

const csrf: Middleware = {
	onRequest({ request }) {
		if (request.method !== 'GET' && request.method !== 'HEAD') request.headers.set('X-CSRFToken', csrfToken());
		request.headers.set('Accept', 'application/json');
		return request;
	},
	onError: () => offlineProblem(),
};

export const api = createClient<paths>({ credentials: 'same-origin' });
api.use(csrf);

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

export async function ask<T>(call: Answer<T>): Promise<T> {
	const { data, error, response } = await call;
	if (response.ok) return data as T;
	throw announce(problemFrom(response.status, error));
}

export function announce(problem: Problem): Problem {
	if (problem.status === 401 && problem.code === 'not_signed_in') listeners.forEach((listener) => listener(problem));
	return problem;
}
