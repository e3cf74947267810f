/** What happens at a door: a code or a name is judged by the server, or by this phone when it is alone; the verdict is on
 *  the disk before it is shown, heard and felt; one at a time. */
import { asProblem, Problem, type Scan, type Scanned } from '$lib/api';
import { judgeAlone, passedThrough } from '$lib/door/alone';
import { clocks } from '$lib/door/clock';
import { batchOf, isPassing, Outbox } from '$lib/door/outbox';
import { RosterCopy } from '$lib/door/roster';
import type { Passage } from '$lib/door/store';
import { uuid7 } from '$lib/door/uuid7';
import type { VerdictName } from '$lib/door/verdict';
import { fetchEveningKey, fetchRoster, findGuests, sendBatch } from './calls';
import { Link } from './link.svelte';
import { foundAlone, foundByServer, shownAlone, shownByServer, type Found, type Shown } from './shown';
import { signal } from './signals';

export type Card = { kind: 'asking' } | { kind: 'verdict'; shown: Shown } | { kind: 'problem'; text: string };

/** One of the last passages; names are held in memory only. */
export interface Line {
	passage: Passage;
	name: string;
	organisation: string;
}

type What = Pick<Scan, 'code' | 'guest_id' | 'method'>;

export interface DoorParts {
	event_id: string;
	outbox: Outbox;
	roster: RosterCopy;
	send: (scan: Scan) => Promise<Scanned>;
	find: (q: string) => Promise<Found[]>;
	signal: (verdict: VerdictName) => void;
	/** Said where nobody can judge: no network, and no list on this phone. */
	helpless: string;
}

const LAST = 8;
/** The longest code that the server takes; a ticket has 120 characters. */
const LONGEST = 600;
/** A guest does not wait longer for the server. */
const PATIENCE_MS = 2500;
const SHOWN_MS: Record<VerdictName, number> = { admitted: 4000, attention: 8000, already_in: 8000, refused: 8000 };

export function realParts(event_id: string, owner: string, helpless: string): DoorParts {
	return {
		event_id,
		helpless,
		outbox: new Outbox(owner, sendBatch),
		roster: new RosterCopy(event_id, { fetch: (place) => fetchRoster(event_id, place), key: () => fetchEveningKey(event_id) }),
		send: async (scan) => (await sendBatch(batchOf(event_id, [scan]), AbortSignal.timeout(PATIENCE_MS)))[0]!,
		find: async (q) => (await findGuests(event_id, q)).map(foundByServer),
		signal,
	};
}

export class DoorState {
	card = $state.raw<Card | null>(null);
	gate = $state('');
	readonly link: Link;
	#own = $state.raw<Passage[]>([]);
	#names = new Map<string, Pick<Shown, 'name' | 'organisation'>>();
	#queue: What[] = [];
	#running = false;
	#stopped = false;
	#leaving: ReturnType<typeof setTimeout> | undefined;

	constructor(readonly parts: DoorParts) {
		this.link = new Link(parts.outbox, parts.roster, () => this.#reread());
	}

	/** People let in by this phone at this event, whatever was reloaded since. */
	readonly admitted = $derived(this.#own.filter((each) => passedThrough(each) && each.item.direction !== 'out').reduce((sum, { count }) => sum + count, 0));
	readonly last = $derived.by((): Line[] =>
		this.#own.slice(-LAST).reverse().map((passage) => ({ passage, name: '', organisation: '', ...this.#names.get(passage.scan_id), ...this.#known(passage) })),
	);
	readonly stuck = $derived(this.#own.filter(({ state }) => state === 'stuck').length);

	/** Until the returned function is called. */
	start(): () => void {
		void this.parts.roster.restore().then(() => this.#reread());
		const stop = this.link.start();
		return () => {
			stop();
			this.#stopped = true;
			this.#queue = [];
			clearTimeout(this.#leaving);
		};
	}

	/** A code that was read, by the camera or a scanner. */
	read(code: string, method: 'camera' | 'keyboard'): void {
		if (code) this.#judge({ code: code.slice(0, LONGEST), method });
	}

	/** A guest who was found by name. */
	admit(found: Found): void {
		this.#judge({ guest_id: found.id, method: 'search' });
	}

	/** The card was touched, or its time is over. */
	dismiss(): void {
		if (this.card?.kind === 'asking') return;
		clearTimeout(this.#leaving);
		this.card = null;
	}

	/** By name: on the server's list, or on the phone's. */
	async find(q: string): Promise<Found[]> {
		const { roster } = this.parts;
		if (this.link.online || !roster.knowsNames) {
			try {
				return await this.parts.find(q);
			} catch (error) {
				if (!roster.knowsNames || !isPassing(asProblem(error))) throw error;
			}
		}
		return (await roster.find(q)).map(foundAlone);
	}

	#judge(what: What): void {
		this.#queue.push(what);
		if (!this.#running) void this.#run();
	}

	async #run(): Promise<void> {
		this.#running = true;
		for (let what = this.#queue.shift(); what; what = this.#queue.shift()) {
			clearTimeout(this.#leaving);
			this.card = { kind: 'asking' };
			await this.#one(what).catch((error) => this.#trouble(asProblem(error).detail));
			await this.#reread().catch(() => undefined);
		}
		this.#running = false;
	}

	async #one(what: What): Promise<void> {
		const { at, mono, boot } = clocks();
		const item: Scan = { scan_id: uuid7(at), at: new Date(at).toISOString(), mono_ms: mono, boot_id: boot, gate: this.gate, direction: 'in', ...what };
		await this.parts.outbox.begin(this.parts.event_id, item, at);
		if (!this.link.online && this.parts.roster.ready) return this.#alone(item, false);
		try {
			const scanned = await this.parts.send(item);
			await this.parts.outbox.answered(scanned, this.#zone());
			this.#show(scanned.scan_id, shownByServer(scanned));
		} catch (error) {
			const problem = asProblem(error);
			if (!isPassing(problem)) return this.#refused(item, problem);
			this.link.lost();
			await this.#alone(item, true);
		}
	}

	/** The server does not take it: nobody was let in, and that is said. */
	async #refused(item: Scan, problem: Problem): Promise<void> {
		await this.parts.outbox.refused(item.scan_id, problem.detail);
		this.#trouble(problem.detail);
	}

	/** ASKED: the server may have it already, as it was; then nothing of it may change but what was shown. */
	async #alone(item: Scan, asked: boolean): Promise<void> {
		const found = this.#stopped ? null : await judgeAlone(this.parts.roster, item, this.#own);
		if (!found) {
			await this.parts.outbox.decided(item, { name: 'refused', reason: 'ambiguous', count: 0 }, item.guest_id ?? null);
			this.#trouble(this.parts.helpless);
		} else {
			const counted = !asked && found.verdict.count > 1 ? { ...item, count: found.verdict.count } : item;
			await this.parts.outbox.decided(counted, found.verdict, found.guest_id, found.zone);
			this.#show(item.scan_id, shownAlone(found));
		}
		this.link.soon();
	}

	#show(scan_id: string, shown: Shown): void {
		this.#names.set(scan_id, { name: shown.name, organisation: shown.organisation });
		this.#leave({ kind: 'verdict', shown }, SHOWN_MS[shown.verdict]);
		this.parts.signal(shown.verdict);
	}

	#trouble(text: string): void {
		this.#leave({ kind: 'problem', text }, SHOWN_MS.refused);
		this.parts.signal('refused');
	}

	/** Shows CARD for so long. */
	#leave(card: Card, ms: number): void {
		clearTimeout(this.#leaving);
		if (this.#stopped) return;
		this.card = card;
		this.#leaving = setTimeout(() => this.dismiss(), ms);
	}

	#zone(): string {
		return this.parts.roster.place?.facts.gates.find(({ name }) => name === this.gate)?.zone ?? '';
	}

	#known({ scan_id, guest_id }: Passage): Pick<Shown, 'name' | 'organisation'> | undefined {
		return this.#names.has(scan_id) ? undefined : this.parts.roster.nameOf(guest_id);
	}

	async #reread(): Promise<void> {
		this.#own = await this.parts.outbox.of(this.parts.event_id);
		this.link.waiting = await this.parts.outbox.waiting();
	}
}
