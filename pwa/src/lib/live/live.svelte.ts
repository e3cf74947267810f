/** The application's live connection: `live.follow(...)`, and `live.status` for a screen that shows it. */
import type { ChangeKind } from './changes';
import { LiveManager, type LiveStatus, type Socket } from './manager';
import type { Follower } from './subscription';

class Live {
	status = $state<LiveStatus>('idle');
	onSignedOut: () => void = () => {};

	readonly #manager = new LiveManager({
		connect: () => new WebSocket(new URL('/ws/live', location.href.replace(/^http/, 'ws'))) as Socket,
		onStatus: (status) => (this.status = status),
		onSignedOut: () => this.onSignedOut(),
	});

	follow(audience: string, follower: Follower): () => void {
		return this.#manager.follow(audience, follower);
	}

	/** Calls LOAD at each change of one of KINDS, and wherever changes may have been missed. */
	reload(audience: string, kinds: readonly ChangeKind[], load: () => Promise<unknown>): () => void {
		return this.follow(audience, {
			since: null,
			change: ({ kind }) => void (kinds.includes(kind) && load()),
			refetch: async () => (await load(), null),
		});
	}

	/** Ties the connection to the browser's network and visibility events; the returned function unties it. */
	watch(): () => void {
		const online = () => this.#manager.resume();
		const offline = () => this.#manager.pause();
		const visible = () => document.visibilityState === 'visible' && this.#manager.connect();
		addEventListener('online', online);
		addEventListener('offline', offline);
		document.addEventListener('visibilitychange', visible);
		if (navigator.onLine) online();
		else offline();
		return () => {
			removeEventListener('online', online);
			removeEventListener('offline', offline);
			document.removeEventListener('visibilitychange', visible);
			this.#manager.pause();
		};
	}
}

export const live = new Live();
