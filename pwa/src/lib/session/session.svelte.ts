/** Who is signed in and what they may do. Starts from what the device remembers, then asks the server. */
import { api, ask, asProblem, onSignedOut, type Me } from '$lib/api';
import { base } from '$lib/db';
import { live } from '$lib/live';
import { endSession } from './auth';
import type { Right } from './rights';

export type SessionStatus = 'unknown' | 'in' | 'out' | 'unreachable';

/** Set while a sign-out made without a network still has to reach the server. */
const OWED = 'entregent.sign-out';

export interface SessionParts {
	fetchMe: () => Promise<Me>;
	endSession: () => Promise<boolean>;
	remembered: () => Promise<Me | undefined>;
	remember: (me: Me) => Promise<void>;
	forget: () => Promise<void>;
	wipe: () => Promise<void>;
	owed: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

export class Session {
	me = $state.raw<Me | null>(null);
	status = $state<SessionStatus>('unknown');
	/** True when the session ended by itself (not by signing out). */
	expired = $state(false);
	#started: Promise<void> | undefined;

	constructor(private readonly parts: SessionParts) {}

	/** The role needs a second factor and has none yet: the server opens nothing but the account. */
	get lacksFactor(): boolean {
		return !!this.me?.second_factor.required && !this.me.second_factor.enrolled;
	}

	can(right: Right): boolean {
		return !this.lacksFactor && (this.me?.rights.includes(right) ?? false);
	}

	/** Resolves as soon as it is known whether to show the application or the sign-in page. */
	start(): Promise<void> {
		return (this.#started ??= this.#start());
	}

	async #start(): Promise<void> {
		if (this.parts.owed.getItem(OWED) && !(await this.#payOwed())) {
			this.status = 'unreachable';
			return;
		}
		const remembered = await this.parts.remembered().catch(() => undefined);
		const refreshed = this.refresh();
		if (!remembered) return refreshed;
		if (this.status === 'unknown') this.#enter(remembered);
	}

	async #payOwed(): Promise<boolean> {
		const paid = await this.parts.endSession();
		if (paid) this.parts.owed.removeItem(OWED);
		return paid;
	}

	/** Asks the server again; without a network, what is known stays. */
	async refresh(): Promise<void> {
		try {
			const me = await this.parts.fetchMe();
			await this.parts.remember(me);
			this.#enter(me);
		} catch (error) {
			const problem = asProblem(error);
			if (problem.status === 401) this.expire();
			else if (!this.me) this.status = 'unreachable';
		}
	}

	/** After the sign-in page: the server knows us now. */
	async signedIn(): Promise<void> {
		this.expired = false;
		this.#started = this.refresh();
		await this.#started;
	}

	/** The server says nobody is signed in. What is kept on the device stays for the same person's return. */
	expire(): void {
		if (this.status === 'in') this.expired = true;
		this.me = null;
		this.status = 'out';
		void this.parts.forget().catch(() => undefined);
	}

	async signOut(): Promise<void> {
		this.parts.owed.setItem(OWED, '1');
		if (await this.parts.endSession()) this.parts.owed.removeItem(OWED);
		await this.parts.wipe();
		this.me = null;
		this.expired = false;
		this.status = 'out';
		this.#started = undefined;
	}

	#enter(me: Me): void {
		this.me = me;
		this.status = 'in';
	}
}

const ME = 'me';

export const session = new Session({
	fetchMe: () => ask(api.GET('/api/v1/me')),
	endSession,
	remembered: () => base.getMeta<Me>(ME),
	remember: async (me) => {
		await base.claim(me.id);
		await base.setMeta(ME, me);
	},
	forget: () => base.meta.delete(ME),
	wipe: () => base.wipe(),
	owed: globalThis.localStorage ?? { getItem: () => null, setItem: () => {}, removeItem: () => {} },
});

onSignedOut(() => session.expire());
live.onSignedOut = () => session.expire();
