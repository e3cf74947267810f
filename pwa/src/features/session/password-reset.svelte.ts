/** A forgotten password: asking for the link, then choosing another password with it. */
import { answerOf, call, type AuthAnswer } from '$lib/session/auth';
import { typeset } from '$lib/texts/french';

export type ResetProblem = 'tooMany' | 'offline' | 'unexpected';

export interface ResetParts {
	request: (email: string) => Promise<AuthAnswer>;
	check: (key: string) => Promise<AuthAnswer>;
	reset: (key: string, password: string) => Promise<AuthAnswer>;
}

const RESET = '/auth/password/reset';
const real: ResetParts = {
	request: async (email) => answerOf(await call('POST', '/auth/password/request', { email })),
	check: async (key) =>
		answerOf(await fetch(`/_allauth/browser/v1${RESET}`, { credentials: 'same-origin', headers: { 'X-Password-Reset-Key': key } })),
	reset: async (key, password) => answerOf(await call('POST', RESET, { key, password })),
};

export class ForgottenPassword {
	email = $state('');
	busy = $state(false);
	/** The request left; whether an account has the address is never said. */
	sent = $state(false);
	problem = $state<ResetProblem | null>(null);
	fault = $state<'missing' | 'address' | null>(null);

	constructor(private readonly parts: ResetParts = real) {}

	async submit(): Promise<void> {
		if (this.busy) return;
		const email = this.email.trim();
		this.problem = null;
		this.fault = !email ? 'missing' : /^[^\s@]+@[^\s@]+$/.test(email) ? null : 'address';
		if (this.fault) return;
		this.busy = true;
		this.#take(await attempt(() => this.parts.request(email)));
		this.busy = false;
	}

	again(): void {
		this.sent = false;
	}

	#take(answer: AuthAnswer | null): void {
		this.sent = answer?.status === 200;
		if (this.sent) return;
		if (answer?.status === 400 && faults(answer, 'email').length) this.fault = 'address';
		else this.problem = problemOf(answer);
	}
}

export class NewPassword {
	/** dead: the link was used, is too old or was cut. unchecked: the server could not be asked. */
	step = $state<'checking' | 'choosing' | 'dead' | 'unchecked'>('checking');
	password = $state('');
	busy = $state(false);
	problem = $state<ResetProblem | null>(null);
	missing = $state(false);
	/** Why the server refuses this password, in its own (French) words. */
	refusal = $state('');

	constructor(
		private readonly key: string,
		private readonly parts: ResetParts = real,
	) {}

	async check(): Promise<void> {
		this.step = 'checking';
		this.problem = null;
		const answer = await attempt(() => this.parts.check(this.key));
		if (answer?.status === 200) this.step = 'choosing';
		else if (answer?.status === 400) this.step = 'dead';
		else this.#fail('unchecked', answer);
	}

	/** True when the password is changed. */
	async submit(): Promise<boolean> {
		if (this.busy) return false;
		this.problem = null;
		this.refusal = '';
		this.missing = !this.password;
		if (this.missing) return false;
		this.busy = true;
		const answer = await attempt(() => this.parts.reset(this.key, this.password));
		this.busy = false;
		return this.#take(answer);
	}

	#take(answer: AuthAnswer | null): boolean {
		// 401 is allauth's way of saying: done, and nobody is signed in. 200: somebody else is, in this browser.
		if (answer?.status === 401 || answer?.status === 200) return true;
		const refusals = answer?.status === 400 ? faults(answer, 'password') : [];
		if (answer?.status === 400 && faults(answer, 'key').length) this.step = 'dead';
		else if (refusals.length) this.refusal = typeset(refusals.join(' '));
		else this.#fail('choosing', answer);
		return false;
	}

	#fail(step: 'choosing' | 'unchecked', answer: AuthAnswer | null): void {
		this.step = step;
		this.problem = problemOf(answer);
	}
}

/** Null when the server wasn't reached. */
const attempt = (ask: () => Promise<AuthAnswer>): Promise<AuthAnswer | null> => ask().catch(() => null);

const faults = (answer: AuthAnswer, param: string): string[] =>
	(answer.errors ?? []).filter((error) => error.param === param).map((error) => error.message ?? '');

function problemOf(answer: AuthAnswer | null): ResetProblem {
	if (!answer || answer.status >= 502) return 'offline';
	return answer.status === 429 ? 'tooMany' : 'unexpected';
}
