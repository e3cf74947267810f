/** One connection with what was sent to it, as they stand now. */
import { asProblem, type Delivery, type Endpoint, type EndpointKind, type EndpointPatch, type EndpointSecret, type Problem } from '$lib/api';
import { changeEndpoint, fetchDeliveries, fetchEndpoints, removeEndpoint, renewSecret, testEndpoint } from './calls';

const PAGE = 20;

export interface EndpointParts {
	all: typeof fetchEndpoints;
	deliveries: typeof fetchDeliveries;
	change: typeof changeEndpoint;
	test: typeof testEndpoint;
	renew: typeof renewSecret;
	remove: typeof removeEndpoint;
}
const SERVER: EndpointParts = {
	all: fetchEndpoints, deliveries: fetchDeliveries, change: changeEndpoint, test: testEndpoint, renew: renewSecret, remove: removeEndpoint,
};

export type Health = 'fine' | 'untried' | 'failing' | 'paused' | 'stopped';

/** What to say of a connection first. */
export function healthOf(endpoint: Endpoint): Health {
	if (!endpoint.active) return endpoint.stopped_because ? 'stopped' : 'paused';
	if (endpoint.failures) return 'failing';
	return endpoint.succeeded_at ? 'fine' : 'untried';
}

export class EndpointDetail {
	endpoint = $state.raw<Endpoint | null>(null);
	kinds = $state.raw<EndpointKind[]>([]);
	deliveries = $state.raw<Delivery[] | null>(null);
	total = $state(0);
	gone = $state(false);
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	#turn = 0;

	constructor(readonly id: string, private readonly parts: EndpointParts = SERVER) {}

	/** Something has not been tried yet: it goes out within seconds, so looking again is worth it. */
	readonly expects = $derived(!!this.deliveries?.some(({ state, attempts }) => state === 'waiting' && !attempts));

	async load(): Promise<void> {
		const turn = ++this.#turn;
		try {
			const { items, kinds } = await this.parts.all();
			const endpoint = items.find(({ id }) => id === this.id) ?? null;
			const page = endpoint && (await this.parts.deliveries(this.id, 0, Math.max(PAGE, Math.min(200, this.deliveries?.length ?? 0))));
			if (turn !== this.#turn) return;
			this.endpoint = endpoint;
			this.kinds = kinds;
			this.gone = !endpoint;
			this.deliveries = page?.items ?? null;
			this.total = page?.total ?? 0;
			this.problem = null;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		}
	}

	async more(): Promise<void> {
		const [turn, before] = [this.#turn, this.deliveries ?? []];
		const page = await this.parts.deliveries(this.id, before.length, PAGE);
		if (turn !== this.#turn) return;
		this.deliveries = [...new Map([...before, ...page.items].map((each) => [each.id, each])).values()];
		this.total = page.total;
	}

	change = (values: Partial<EndpointPatch>): Promise<Endpoint | null> => this.#ask(() => this.parts.change(this.id, values));
	test = (): Promise<Delivery | null> => this.#ask(() => this.parts.test(this.id));
	renew = (): Promise<EndpointSecret | null> => this.#ask(() => this.parts.renew(this.id));

	/** Resolves to whether it is gone. */
	async remove(): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		try {
			await this.parts.remove(this.id);
			return true;
		} catch (error) {
			this.problem = asProblem(error);
			return false;
		} finally {
			this.busy = false;
		}
	}

	/** null: it was refused, and `problem` says why. */
	async #ask<T>(call: () => Promise<T>): Promise<T | null> {
		if (this.busy) return null;
		this.busy = true;
		try {
			const answer = await call();
			await this.load();
			return answer;
		} catch (error) {
			this.problem = asProblem(error);
			return null;
		} finally {
			this.busy = false;
		}
	}
}
