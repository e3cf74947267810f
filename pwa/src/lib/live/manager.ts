/** The one websocket of the application: follows audiences, comes back after a cut, replays from each cursor. */
import type { ClientMessage, ServerMessage } from './changes';
import { Subscription, type Follower } from './subscription';

export type LiveStatus = 'idle' | 'connecting' | 'open' | 'waiting';

/** The part of WebSocket that is used; tests give a fake. */
export interface Socket {
	readyState: number;
	send(data: string): void;
	close(code?: number): void;
	onopen: ((event: Event) => void) | null;
	onclose: ((event: CloseEvent) => void) | null;
	onmessage: ((event: MessageEvent<string>) => void) | null;
}

export interface LiveOptions {
	connect: () => Socket;
	onStatus?: (status: LiveStatus) => void;
	/** The server said 4401: nobody is signed in. */
	onSignedOut?: () => void;
	random?: () => number;
}

const OPEN = 1;
const PING_EVERY = 25_000;
const PONG_WITHIN = 10_000;
const BACKOFF = { first: 500, most: 30_000 };
const SIGNED_OUT = 4401;
const REFUSED_ORIGIN = 4403;

export class LiveManager {
	#subscriptions = new Set<Subscription>();
	#socket: Socket | null = null;
	#attempt = 0;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#ping: ReturnType<typeof setTimeout> | undefined;
	#pong: ReturnType<typeof setTimeout> | undefined;
	#paused = false;

	constructor(private readonly options: LiveOptions) {}

	/** Follows an audience until the returned function is called. */
	follow(audience: string, follower: Follower): () => void {
		const later = (run: () => void) => setTimeout(run, this.#delay(2));
		const subscription: Subscription = new Subscription(audience, follower, later, () => this.#ask(subscription));
		this.#subscriptions.add(subscription);
		if (this.#socket) this.#ask(subscription);
		else this.connect();
		return () => this.#unfollow(subscription);
	}

	/** Also called when the browser says it is online, and when the page comes back to the front. */
	connect(): void {
		if (this.#socket || this.#paused || this.#subscriptions.size === 0) return;
		clearTimeout(this.#retry);
		this.#status('connecting');
		const socket = this.options.connect();
		this.#socket = socket;
		socket.onopen = () => this.#opened();
		socket.onmessage = (event) => this.#received(JSON.parse(event.data) as ServerMessage);
		socket.onclose = (event) => this.#closed(socket, event.code);
	}

	/** The network is gone or the person signed out: nothing more until resume(). */
	pause(): void {
		this.#paused = true;
		this.#drop();
		this.#status('idle');
	}

	resume(): void {
		this.#paused = false;
		this.#attempt = 0;
		this.connect();
	}

	#opened(): void {
		this.#attempt = 0;
		this.#status('open');
		for (const subscription of this.#subscriptions) this.#ask(subscription);
		this.#schedulePing();
	}

	#received(message: ServerMessage): void {
		clearTimeout(this.#pong);
		this.#schedulePing();
		if (message.type === 'pong') return;
		for (const subscription of [...this.#subscriptions]) {
			if (subscription.audience === message.audience) this.#dispatch(subscription, message);
		}
	}

	#dispatch(subscription: Subscription, message: Exclude<ServerMessage, { type: 'pong' }>): void {
		if (message.type === 'change') subscription.take(message);
		else if (message.type === 'following') subscription.following(message.cursor);
		else if (message.type === 'refetch') void subscription.refetch();
		else {
			this.#subscriptions.delete(subscription);
			subscription.stop();
			subscription.follower.refused?.(message.code);
		}
	}

	#closed(socket: Socket, code: number): void {
		if (socket !== this.#socket) return;
		this.#drop();
		if (code === SIGNED_OUT || code === REFUSED_ORIGIN) {
			this.#paused = true;
			this.#status('idle');
			if (code === SIGNED_OUT) this.options.onSignedOut?.();
			return;
		}
		this.#status('waiting');
		this.#retry = setTimeout(() => this.connect(), this.#delay(this.#attempt++));
	}

	/** Exponential, with jitter so that a whole newsroom does not come back in the same instant. */
	#delay(attempt: number): number {
		const most = Math.min(BACKOFF.most, BACKOFF.first * 2 ** attempt);
		return most / 2 + ((this.options.random ?? Math.random)() * most) / 2;
	}

	#ask(subscription: Subscription): void {
		this.#send({ type: 'follow', audience: subscription.audience, since: subscription.cursor });
	}

	#unfollow(subscription: Subscription): void {
		subscription.stop();
		this.#subscriptions.delete(subscription);
		const others = [...this.#subscriptions].some((other) => other.audience === subscription.audience);
		if (!others) this.#send({ type: 'unfollow', audience: subscription.audience });
	}

	#send(message: ClientMessage): void {
		if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(message));
	}

	#schedulePing(): void {
		clearTimeout(this.#ping);
		this.#ping = setTimeout(() => {
			this.#send({ type: 'ping' });
			this.#pong = setTimeout(() => this.#socket && this.#closed(this.#socket, 0), PONG_WITHIN);
		}, PING_EVERY);
	}

	#drop(): void {
		const socket = this.#socket;
		this.#socket = null;
		for (const timer of [this.#retry, this.#ping, this.#pong]) clearTimeout(timer);
		if (!socket) return;
		socket.onopen = socket.onclose = socket.onmessage = null;
		socket.close(1000);
	}

	#status(status: LiveStatus): void {
		this.options.onStatus?.(status);
	}
}
