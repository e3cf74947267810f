/** Planning or changing an event; what is typed survives a reload. */
import { asProblem, type EventDetail, type EventIn, type FieldErrors, type Problem } from '$lib/api';
import { DraftKeeper } from '$lib/db';
import { momentIn, t, TIME_ZONE, wallClock } from '$lib/texts';
import { changeEvent, createEvent, fetchEvent } from './calls';

export interface EventForm {
	title: string;
	place: string;
	category: string;
	startDate: string;
	startTime: string;
	endDate: string;
	endTime: string;
	zone: string;
	description: string;
	cost: string;
	companions: string;
	places: string;
	offerHours: string;
	categories: CategoryPlaces[];
	draft: boolean;
}
/** A category with a number of places of its own, as it is typed. */
export interface CategoryPlaces {
	name: string;
	places: string;
}
export const MOST_COMPANIONS = 20;
const DAY = 86_400_000;

/** This evening, 18 h 30 to 21 h; tomorrow when that has begun. */
export function newForm(now = Date.now()): EventForm {
	const today = wallClock(now);
	const date = today.time < '18:30' ? today.date : wallClock(now + DAY).date;
	return {
		title: '', place: '', category: '', startDate: date, startTime: '18:30', endDate: date, endTime: '21:00',
		zone: TIME_ZONE, description: '', cost: '', companions: '', places: '', offerHours: '24', categories: [], draft: false,
	};
}

export function formOf(event: EventDetail): EventForm {
	const [start, end] = [wallClock(event.starts_at, event.timezone), wallClock(event.ends_at, event.timezone)];
	const { title, place, category, timezone: zone, description } = event;
	return {
		title, place, category, zone, description, draft: event.state === 'draft', cost: (event.cost ?? '').replace('.', ','),
		places: String(event.places ?? ''), offerHours: String(event.offer_hours || 24),
		categories: Object.entries({ ...event.places_by_category }).map(([name, places]) => ({ name, places: String(places) })),
		companions: event.companions_allowed ? String(event.companions_allowed) : '',
		startDate: start.date, startTime: start.time, endDate: end.date, endTime: end.time,
	};
}

export function inputOf(form: EventForm): EventIn {
	const { title, place, category, description } = form;
	return {
		title: title.trim(), place: place.trim(), category: category.trim(), description, timezone: form.zone,
		starts_at: momentIn(form.startDate, form.startTime, form.zone),
		ends_at: momentIn(form.endDate, form.endTime, form.zone),
		cost: amountOf(form.cost),
		companions_allowed: Number(form.companions) || 0,
		places: form.places.trim() ? Number(form.places) : null,
		places_by_category: Object.fromEntries(form.categories.filter(({ name }) => name.trim()).map(({ name, places }) => [name.trim(), Number(places) || 0])),
		offer_hours: Number(form.offerHours) || 24,
		state: form.draft ? 'draft' : 'open',
	};
}

/** "1 250,5" -> "1250.50"; null when empty, NaN text stays for the check. */
export function amountOf(text: string): string | null {
	const plain = text.replace(/[\s\u00a0\u202f€]/g, '').replace(',', '.');
	return plain ? plain : null;
}

export function missing(form: EventForm): FieldErrors {
	const errors = t.events.form.errors;
	const fields: FieldErrors = {};
	if (!form.title.trim()) fields.title = errors.title;
	if (!form.place.trim()) fields.place = errors.place;
	if (!form.startDate) fields.starts_at = errors.date;
	else if (!form.startTime) fields.start_time = errors.time;
	if (!form.endTime || !form.endDate) fields.ends_at = errors.time;
	else if (!fields.starts_at && `${form.endDate}${form.endTime}` <= `${form.startDate}${form.startTime}`) fields.ends_at = errors.order;
	if (![form.places, ...form.categories.map(({ places }) => places)].every((text) => /^\d{0,6}$/.test(text.trim()))) fields.places = errors.places;
	if (!/^\d{0,3}$/.test(form.offerHours.trim()) || Number(form.offerHours) > 336) fields.offer_hours = errors.offerHours;
	if (!/^\d?\d?$/.test(form.companions.trim()) || Number(form.companions) > MOST_COMPANIONS) fields.companions_allowed = errors.companions;
	if (!/^(\d{1,8}(\.\d{1,2})?)?$/.test(amountOf(form.cost) ?? '')) fields.cost = errors.cost;
	return fields;
}

export class EventEditor {
	form = $state<EventForm>(newForm());
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	/** An earlier, unsaved input was found. */
	restored = $state(false);
	#ready = false;
	#version: number;
	readonly #draft: DraftKeeper<EventForm>;

	/** EVENT is null for a new one. */
	constructor(private readonly event: EventDetail | null) {
		this.#version = event?.version ?? 0;
		this.#draft = new DraftKeeper(`event:${event?.id ?? 'new'}`);
		this.#reset();
	}

	async open(): Promise<void> {
		const draft = await this.#draft.restore().catch(() => undefined);
		if (draft) this.form = { ...newForm(), ...draft }; // it may be older than a field
		this.restored = !!draft;
		this.#ready = true;
	}

	/** Called on each change of the form. */
	keep(): void {
		if (this.#ready) this.#draft.keep($state.snapshot(this.form));
	}

	/** The last day follows the first; an end before the beginning is the morning after. */
	follow(): void {
		const { startDate, startTime, endTime } = this.form;
		if (!startDate) return;
		const overnight = !!endTime && endTime <= startTime;
		this.form.endDate = overnight ? wallClock(Date.parse(`${startDate}T12:00:00Z`) + DAY, 'UTC').date : startDate;
	}

	async discard(): Promise<void> {
		await this.#draft.discard();
		this.#reset();
		this.restored = false;
	}

	/** The saved event, or null when something is to be corrected. */
	async save(): Promise<EventDetail | null> {
		if (this.busy) return null;
		this.problem = null;
		this.fields = missing(this.form);
		if (Object.keys(this.fields).length) return null;
		this.busy = true;
		try {
			const body = inputOf($state.snapshot(this.form));
			const saved = this.event ? await changeEvent(this.event.id, { ...body, version: this.#version }) : await createEvent(body);
			this.#ready = false;
			await this.#draft.discard();
			return saved;
		} catch (error) {
			await this.#take(asProblem(error));
			return null;
		} finally {
			this.busy = false;
		}
	}

	/** After a conflict, the next save applies to the event as it is now. */
	async #take(problem: Problem): Promise<void> {
		this.problem = problem;
		this.fields = problem.fields;
		if (problem.status !== 409 || !this.event) return;
		const current = await fetchEvent(this.event.id).catch(() => null);
		if (current) this.#version = current.version;
	}

	#reset(): void {
		this.form = this.event ? formOf(this.event) : newForm();
	}
}
