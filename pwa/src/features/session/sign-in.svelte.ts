/** The sign-in page: a password, then a code when the account asks for one. */
import { sendCode, session, signIn, signInWithPasskey, type SignInResult } from '$lib/session';

export type SignInProblem = 'mismatch' | 'tooMany' | 'code' | 'passkey' | 'offline' | 'unexpected';
type Refusal = Extract<SignInResult, { kind: 'refused' }>['reason'];

const PROBLEMS: Record<Refusal, SignInProblem> = {
	mismatch: 'mismatch', code: 'code', passkey: 'passkey', too_many: 'tooMany', offline: 'offline', unexpected: 'unexpected',
};

export interface SignInParts {
	signIn: typeof signIn;
	sendCode: typeof sendCode;
	usePasskey: typeof signInWithPasskey;
	entered: () => Promise<void>;
	/** Whether that worked. */
	isIn: () => boolean;
}

const real: SignInParts = { signIn, sendCode, usePasskey: signInWithPasskey, entered: () => session.signedIn(), isIn: () => session.status === 'in' };

export class SignInState {
	step = $state<'password' | 'code'>('password');
	username = $state('');
	password = $state('');
	code = $state('');
	busy = $state(false);
	problem = $state<SignInProblem | null>(null);
	missing = $state({ username: false, password: false, code: false });
	readonly expired = session.expired;

	constructor(private readonly parts: SignInParts = real) {}

	/** True when the person is in. */
	async submit(): Promise<boolean> {
		this.problem = null;
		if (this.#incomplete() || this.busy) return false;
		this.busy = true;
		try {
			return await this.#take(await this.#send());
		} finally {
			this.busy = false;
		}
	}

	/** True when the person is in: with a passkey instead of the password, or of the code. */
	async usePasskey(): Promise<boolean> {
		if (this.busy) return false;
		this.problem = null;
		this.busy = true;
		try {
			return await this.#take(await this.parts.usePasskey(this.step === 'code' ? 'authenticate' : 'login'));
		} finally {
			this.busy = false;
		}
	}

	restart(): void {
		this.step = 'password';
		this.password = this.code = '';
		this.problem = null;
	}

	/** Where the person wanted to go, as long as it is a page of ours. */
	destination(url: URL): string {
		const wanted = url.searchParams.get('suite') ?? '/';
		return /^\/(?![/\\])/.test(wanted) ? wanted : '/';
	}

	#send(): Promise<SignInResult> {
		if (this.step === 'code') return this.parts.sendCode(this.code.replace(/\s/g, ''));
		return this.parts.signIn(this.username.trim(), this.password);
	}

	async #take(result: SignInResult): Promise<boolean> {
		if (result.kind === 'code_needed') this.step = 'code';
		if (result.kind === 'refused') this.problem = PROBLEMS[result.reason];
		if (result.kind !== 'signed_in') return false;
		await this.parts.entered();
		if (this.parts.isIn()) return true;
		this.problem = 'unexpected';
		return false;
	}

	#incomplete(): boolean {
		const asked = this.step === 'password';
		this.missing = {
			username: asked && !this.username.trim(),
			password: asked && !this.password,
			code: !asked && !this.code.trim(),
		};
		return Object.values(this.missing).some(Boolean);
	}
}
