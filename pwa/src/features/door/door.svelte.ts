/** What happens at a door: a code or a name is judged by the server, or by this phone when it is alone; the verdict is on
 *  the disk before it is shown, heard and felt; one at a time. */
import { asProblem, Problem, type Scan } from '$lib/api';
import { judgeAlone, passedThrough, type Alone } from '$lib/door/alone';
import { clocks } from '$lib/door/clock';
import { isPassing } from '$lib/door/outbox';
import type { Passage } from '$lib/door/store';
import { uuid7 } from '$lib/door/uuid7';
import { letsIn, type Direction, type VerdictName } from '$lib/door/verdict';
import { Link } from './link.svelte';
import type { Card, DoorParts, Line, Uninvited, What } from './parts';
import { foundAlone, shownAlone, shownByServer, type Found, type Shown } from './shown';

const LAST = 8;
/** How long a question waits for a fresh list. */
const FRESH_MS = 1000;
/** The longest code that the server takes; a ticket has 120 characters. */
const LONGEST = 600;
/** How long a passage can be taken back here; the server gives five seconds more. */
export const UNDO_MS = 15_000;
const SHOWN_MS: Record<VerdictName, number> = { admitted: 4000, attention: 8000, already_in: 8000, refused: 8000 };


export class DoorState {
	card = $state.raw<Card | null>(null);
	gate = $state('');
	direction = $state<Direction>('in');
	now = $state(Date.now());
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
		this.#own.filter(({ item }) => !item.undoes).slice(-LAST).reverse().map((passage) => ({ passage, name: '', organisation: '', ...this.#names.get(passage.scan_id), ...this.#known(passage) })),
	);
	readonly stuck = $derived(this.#own.filter(({ state }) => state === 'stuck').length);

	/** Until the returned function is called. */
	start(): () => void {
		void this.parts.roster.restore().then(() => this.#reread());
		const stop = this.link.start();
		const clock = setInterval(() => (this.now = Date.now()), 1000);
		return () => {
			stop();
			clearInterval(clock);
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

	/** Somebody without an invitation comes in; the id is made here, so that nobody is added twice. */
	welcome({ name, organisation, host }: Uninvited): void {
		this.#judge({ walk_in: { guest_id: uuid7(), name: name.trim(), organisation: organisation.trim(), host: host.trim() }, method: 'walk_in' });
	}

	/** A supervisor lets in who was refused, for REASON. */
	overrule(what: What, reason: string): void {
		this.dismiss();
		this.#judge({ ...what, override: reason });
	}

	undoable(passage: Passage): boolean {
		return passedThrough(passage) && this.now - passage.at < UNDO_MS;
	}

	/** Takes a passage back; on line or not, it counts no more from this moment. */
	async undo(scan_id: string): Promise<void> {
		const passage = this.#own.find((each) => each.scan_id === scan_id);
		if (!passage || passage.undone || Date.now() - passage.at >= UNDO_MS) return;
		const { at, mono, boot } = clocks();
		const { gate, direction } = passage.item;
		await this.parts.outbox.undo(
			this.parts.event_id, { scan_id: uuid7(at), undoes: scan_id, at: new Date(at).toISOString(), mono_ms: mono, boot_id: boot, gate, direction }, at, scan_id,
		);
		if (this.card?.kind === 'verdict' && this.card.scan_id === scan_id) this.dismiss();
		await this.#reread();
		this.link.soon(0);
	}

	/** The card was touched, or its time is over. */
	dismiss(): void {
		if (this.card?.kind === 'asking') return;
		if (this.card?.kind === 'party') return this.card.choose(null);
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
		const count = await this.#howMany(what);
		if (count === null) return void (this.card = null);
		const { item, at } = this.#item(count ? { ...what, count } : what);
		await this.parts.outbox.begin(this.parts.event_id, item, at);
		if (!this.link.online && this.parts.roster.ready) return this.#alone(item, false);
		try {
			const scanned = await this.parts.send(item);
			await this.parts.outbox.answered(scanned, this.#zone());
			this.#show(item, shownByServer(scanned, item.direction === 'out'), scanned.guest?.id ?? null);
		} catch (error) {
			const problem = asProblem(error);
			if (!isPassing(problem)) return this.#refused(item, problem);
			this.link.lost();
			await this.#alone(item, true);
		}
	}

	#item(what: What): { item: Scan; at: number } {
		const { at, mono, boot } = clocks();
		const direction = what.walk_in || what.override ? 'in' : this.direction;
		return { item: { scan_id: uuid7(at), at: new Date(at).toISOString(), mono_ms: mono, boot_id: boot, gate: this.gate, ...(this.parts.roster.place && { zone: this.#zone() }), direction, ...what }, at };
	}

	/** How many of a party come, asked where this phone's list says that there are several; undefined: it does not say so,
	 *  null: nobody. */
	async #howMany(what: What): Promise<number | null | undefined> {
		if (what.count || what.walk_in || !this.parts.roster.ready) return undefined;
		const { item } = this.#item(what);
		const found = (await this.#severalOf(item)) && (await this.#fresh(), await this.#severalOf(item));
		if (!found) return undefined;
		const { guest, verdict } = found;
		const out = item.direction === 'out';
		const inside = out ? guest.inside + verdict.count : guest.inside - verdict.count;
		const count = await new Promise<number | null>((choose) => {
			this.card = { kind: 'party', name: guest.name, size: guest.party, inside, most: verdict.count, out, choose };
		});
		this.card = { kind: 'asking' };
		return count;
	}

	/** Whom ITEM is about and how many of them would pass, by this phone's list, where they are several. */
	async #severalOf(item: Scan): Promise<(Alone & { guest: NonNullable<Alone['guest']> }) | null> {
		const found = await judgeAlone(this.parts.roster, item, this.#own).catch(() => null);
		return found?.guest && letsIn(found.verdict.name) && found.verdict.count > 1 ? { ...found, guest: found.guest } : null;
	}

	/** Who came in by another door a moment ago is not asked about: the list is read again first, if that is quick. */
	async #fresh(): Promise<void> {
		if (!this.link.online) return;
		await Promise.race([this.parts.roster.sync().catch(() => undefined), new Promise((done) => setTimeout(done, FRESH_MS))]);
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
			this.#show(item, shownAlone(found, item.direction === 'out'), found.guest_id);
		}
		this.link.soon();
	}

	#show(item: Scan, shown: Shown, guest_id: string | null): void {
		const { scan_id, code, direction } = item;
		this.#names.set(scan_id, { name: shown.name, organisation: shown.organisation });
		// Whom the list knows can be let in all the same; a strange code is nobody's.
		const again = letsIn(shown.verdict) || direction === 'out' || !guest_id ? null : code ? { code, method: item.method } : { guest_id, method: item.method };
		this.now = Date.now();
		this.#leave({ kind: 'verdict', shown, scan_id, again }, SHOWN_MS[shown.verdict]);
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
