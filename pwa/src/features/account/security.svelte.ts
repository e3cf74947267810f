/** The security of one's own account: second factor, passkeys, recovery codes, password. */
import { session } from '$lib/session';
import { createPasskey } from '$lib/session/passkeys';
import { t } from '$lib/texts';
import { answerOf, call } from '$lib/session/auth';
import { paths, request, type Outcome } from './requests';

export interface Authenticator {
	type: 'totp' | 'recovery_codes' | 'webauthn';
	/** Seconds since 1970. */
	created_at: number;
	last_used_at: number | null;
	id?: string | number;
	name?: string;
	total_code_count?: number;
	unused_code_count?: number;
	unused_codes?: string[];
}
export interface Enrolment {
	secret: string;
	url: string;
}
type Fields = Record<string, string>;

export interface SecurityParts {
	request: typeof request;
	/** The secret of a new TOTP: the one answer that comes as a 404. */
	enrolment: () => Promise<Enrolment | Outcome<Authenticator>>;
	createPasskey: typeof createPasskey;
	refreshMe: () => Promise<void>;
}

const real: SecurityParts = {
	request,
	enrolment: async () => {
		const answer = await answerOf(await call('GET', paths.totp));
		const meta = answer.meta as { secret?: string; totp_url?: string } | undefined;
		if (answer.status === 404 && meta?.secret) return { secret: meta.secret, url: meta.totp_url ?? '' };
		return request('GET', paths.totp);
	},
	createPasskey,
	refreshMe: () => session.refresh(),
};

export class Security {
	all = $state.raw<Authenticator[]>([]);
	ready = $state(false);
	enrolment = $state.raw<Enrolment | null>(null);
	codes = $state.raw<string[]>([]);
	busy = $state(false);
	/** What is wrong, in French; by field in `fields`. */
	problem = $state('');
	fields = $state.raw<Fields>({});
	/** Asks for the password; answered by the dialog. */
	asking = $state(false);
	#answered: ((confirmed: boolean) => void) | undefined;

	constructor(private readonly parts: SecurityParts = real) {}

	readonly totp = $derived(this.all.find((each) => each.type === 'totp'));
	readonly recovery = $derived(this.all.find((each) => each.type === 'recovery_codes'));
	readonly passkeys = $derived(this.all.filter((each) => each.type === 'webauthn'));

	async load(): Promise<void> {
		const outcome = await this.parts.request<Authenticator[]>('GET', paths.authenticators);
		if (outcome.kind === 'ok') this.all = outcome.data;
		else this.#tell(outcome);
		this.ready = true;
	}

	async startTotp(): Promise<void> {
		await this.#busy(async () => {
			const start = await this.#confirmed(() => this.parts.enrolment());
			if (start && 'secret' in start) this.enrolment = start;
			else if (start) this.#tell(start);
		});
	}

	async confirmTotp(code: string): Promise<boolean> {
		if (!/^\d{6}$/.test(code.replace(/\s/g, ''))) {
			this.fields = { code: t.account.totp.missing };
			return false;
		}
		const done = await this.#send('POST', paths.totp, { code: code.replace(/\s/g, '') });
		if (!done) return false;
		this.enrolment = null;
		await this.#changed();
		await this.showCodes();
		return true;
	}

	async stopTotp(): Promise<boolean> {
		const done = await this.#send('DELETE', paths.totp);
		if (done) await this.#changed();
		return !!done;
	}

	async showCodes(): Promise<void> {
		const found = await this.#send<Authenticator>('GET', paths.recovery);
		if (found) this.codes = found.unused_codes ?? [];
	}

	async renewCodes(): Promise<void> {
		const made = await this.#send<Authenticator>('POST', paths.recovery, {});
		if (made) this.codes = made.unused_codes ?? [];
		if (made) await this.load();
	}

	/** True when the key was added; gives up quietly when the person does. */
	async addPasskey(name: string): Promise<boolean> {
		const options = await this.#send<{ creation_options: Record<string, unknown> }>('GET', `${paths.passkeys}?passwordless`);
		if (!options) return false;
		const credential = await this.parts.createPasskey(options.creation_options).catch(() => null);
		if (!credential) this.problem = t.account.passkeys.cancelled;
		if (!credential || !(await this.#send('POST', paths.passkeys, { name, credential, passwordless: true }))) return false;
		const first = !this.recovery;
		await this.#changed();
		if (first) await this.showCodes();
		return true;
	}

	async renamePasskey(id: string | number, name: string): Promise<boolean> {
		const done = await this.#send('PUT', paths.passkeys, { id, name });
		if (done) await this.load();
		return !!done;
	}

	async removePasskey(id: string | number): Promise<boolean> {
		const done = await this.#send('DELETE', paths.passkeys, { authenticators: [id] });
		if (done) await this.#changed();
		return !!done;
	}

	async changePassword(current_password: string, new_password: string): Promise<boolean> {
		const texts = t.account.password;
		this.fields = {
			...(!current_password && { current_password: texts.missing }),
			...(new_password.length < 12 && { new_password: new_password ? texts.short : texts.missing }),
		};
		if (Object.keys(this.fields).length) return false;
		return !!(await this.#send('POST', paths.password, { current_password, new_password }));
	}

	/** The dialog's answer: true lets what was waiting go on. */
	async reauthenticate(password: string): Promise<boolean> {
		const outcome = await this.parts.request('POST', paths.reauthenticate, { password });
		if (outcome.kind !== 'ok') {
			this.#tell(outcome);
			if (outcome.kind === 'refused' && outcome.status === 400) this.fields = { reauth: t.account.reauth.wrong };
			return false;
		}
		this.fields = {};
		this.#answer(true);
		return true;
	}

	giveUp(): void {
		this.#answer(false);
	}

	#answer(confirmed: boolean): void {
		this.asking = false;
		this.#answered?.(confirmed);
		this.#answered = undefined;
	}

	async #changed(): Promise<void> {
		await this.load();
		await this.parts.refreshMe();
	}

	/** The data of the answer, or null when it was refused. */
	async #send<T = unknown>(method: string, path: string, body?: object): Promise<T | null> {
		return this.#busy(async () => {
			const outcome = await this.#confirmed(() => this.parts.request<T>(method, path, body));
			if (outcome?.kind === 'ok') return (outcome.data ?? {}) as T;
			if (outcome) this.#tell(outcome);
			return null;
		});
	}

	/** Tries; where the password is wanted, asks for it and tries once more. Null when the person gave up. */
	async #confirmed<T extends object>(attempt: () => Promise<T>): Promise<T | null> {
		const first = await attempt();
		if (!('kind' in first) || first.kind !== 'reauthenticate') return first;
		this.asking = true;
		const confirmed = await new Promise<boolean>((resolve) => (this.#answered = resolve));
		return confirmed ? attempt() : null;
	}

	async #busy<T>(work: () => Promise<T>): Promise<T> {
		this.busy = true;
		this.problem = '';
		this.fields = {};
		try {
			return await work();
		} finally {
			this.busy = false;
		}
	}

	#tell(outcome: Outcome<unknown>): void {
		if (outcome.kind === 'offline') this.problem = t.ui.errors.offline;
		if (outcome.kind !== 'refused') return;
		this.fields = outcome.fields;
		this.problem = outcome.status === 429 ? t.account.tooMany : (outcome.fields[''] ?? (Object.keys(outcome.fields).length ? '' : t.account.failed));
	}
}
