/** Sending invitations: to whom, with which words, who is left out, and how far it is. */
import { asProblem, type Guest, type InvitationPreview, type Problem } from '$lib/api';
import { DraftKeeper } from '$lib/db';
import { invite, previewInvitation, type Wording } from './calls';
import { inFilter, obstacleOf, type Obstacle } from './guest-list';

export type Audience = 'all' | 'selection' | 'failed';
const PAUSE = 450;

export class Inviting {
	audience = $state<Audience>('all');
	wording = $state<Wording>({ subject: '', message: '' });
	preview = $state.raw<InvitationPreview | null>(null);
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	/** How many invitations were queued; null before sending. */
	queued = $state<number | null>(null);
	/** To whom, as far as it is known before sending. */
	sent = $state.raw<ReadonlySet<string>>(new Set());
	refused = $state.raw<{ name: string; reason: string }[]>([]);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asked = 0;
	readonly #draft: DraftKeeper<Wording>;

	constructor(
		private readonly eventId: string,
		private readonly guests: () => readonly Guest[],
		private readonly selected: () => ReadonlySet<string>,
		private readonly waiting: () => ReadonlySet<string> = () => new Set(),
	) {
		this.#draft = new DraftKeeper(`event:${eventId}:invitation`);
		if (selected().size) this.audience = 'selection';
	}

	readonly sizes = $derived({
		all: this.#of('all').length,
		selection: this.#of('selection').length,
		failed: this.#of('failed').length,
	});
	readonly target = $derived(this.#of(this.audience));
	readonly sendable = $derived(this.target.filter((guest) => !obstacleOf(guest, this.waiting())));
	/** Who will get nothing, by reason. */
	readonly skipped = $derived.by(() => {
		const groups = new Map<Obstacle, Guest[]>();
		for (const guest of this.target) {
			const obstacle = obstacleOf(guest, this.waiting());
			if (obstacle) groups.set(obstacle, [...(groups.get(obstacle) ?? []), guest]);
		}
		return [...groups];
	});

	#of(audience: Audience): Guest[] {
		const guests = this.guests();
		if (audience === 'selection') return guests.filter((guest) => this.selected().has(guest.id));
		return inFilter(guests, audience === 'failed' ? 'failed' : 'not_invited');
	}

	async open(): Promise<void> {
		const draft = await this.#draft.restore().catch(() => undefined);
		if (draft) this.wording = draft;
		await this.#look();
	}

	/** Called on each change of the words. */
	reword(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#look(), PAUSE);
		if (this.wording.subject || this.wording.message) this.#draft.keep($state.snapshot(this.wording));
	}

	async #look(): Promise<void> {
		const turn = ++this.#asked;
		// Without a preview the invitation can be sent all the same; its errors come back with the sending.
		const preview = await previewInvitation(this.eventId, $state.snapshot(this.wording)).catch(() => null);
		if (turn === this.#asked && preview) this.preview = preview;
	}

	async send(): Promise<void> {
		if (this.busy || !this.sendable.length) return;
		this.busy = true;
		this.problem = null;
		const names = new Map(this.target.map((guest) => [guest.id, guest.name]));
		const attempted = this.sendable.map((guest) => guest.id);
		const ids = this.audience === 'all' ? null : this.target.map((guest) => guest.id);
		try {
			const { queued, skipped } = await invite(this.eventId, ids, $state.snapshot(this.wording));
			this.queued = queued;
			this.sent = new Set(attempted);
			this.refused = skipped.map(({ guest_id, reason }) => ({ name: names.get(guest_id) ?? '', reason }));
			await this.#draft.discard();
		} catch (error) {
			this.problem = asProblem(error);
		} finally {
			this.busy = false;
		}
	}
}
