/** The doors of an event: hours, how many may be inside, the supervisor's code, gates. Saved all at once. */
import { api, ask, asProblem, type Doors, type DoorsWish, type EventDetail, type FieldErrors, type Problem } from '$lib/api';
import { momentIn, t, wallClock } from '$lib/texts';

const HALF_A_DAY = 43_200_000;
const DAY = 86_400_000;
type Evening = Pick<EventDetail, 'starts_at' | 'ends_at' | 'timezone'>;

export interface GateForm {
	key: number;
	id: string | null;
	name: string;
	zone: string;
	categories: string;
	opens: string;
	closes: string;
	kiosks: string[];
}

export interface DoorsForm {
	opens: string;
	closes: string;
	capacity: string;
	pin: string;
	withoutPin: boolean;
	gates: GateForm[];
}

const path = (event_id: string) => ({ params: { path: { event_id } } });
const CALLS = {
	fetch: (id: string): Promise<Doors> => ask(api.GET('/api/v1/events/{event_id}/doors', path(id))),
	save: (id: string, body: DoorsWish): Promise<Doors> => ask(api.POST('/api/v1/events/{event_id}/doors', { ...path(id), body })),
};

/** The moment at TIME on the clocks of the event: opening, the first one from half a day before it begins; closing, the
 *  last one to half a day after it ends. Null without a time. */
export function momentOf(time: string, which: 'opens' | 'closes', { starts_at, ends_at, timezone }: Evening): string | null {
	if (!time) return null;
	const edge = which === 'opens' ? Date.parse(starts_at) - HALF_A_DAY : Date.parse(ends_at) + HALF_A_DAY;
	const step = which === 'opens' ? DAY : -DAY;
	for (const at of [edge, edge + step]) {
		const moment = momentIn(wallClock(at, timezone).date, time, timezone);
		if (which === 'opens' ? Date.parse(moment) >= edge : Date.parse(moment) <= edge) return moment;
	}
	return null;
}

export function formOf(doors: Doors, zone: string): DoorsForm {
	const time = (moment: string | null) => (moment ? wallClock(moment, zone).time : '');
	return {
		opens: time(doors.open_at), closes: time(doors.close_at), capacity: String(doors.capacity ?? ''), pin: '', withoutPin: false,
		gates: doors.gates.map(({ id, name, zone: inner, categories, opens_at, closes_at, kiosks }, key) => ({
			key, id, name, zone: inner, categories: categories.join(', '), opens: time(opens_at), closes: time(closes_at), kiosks: kiosks.map((kiosk) => kiosk.name),
		})),
	};
}

export function wishOf(form: DoorsForm, version: number, evening: Evening): DoorsWish {
	const hours = (place: { opens: string; closes: string }) => [momentOf(place.opens, 'opens', evening), momentOf(place.closes, 'closes', evening)];
	const [open_at, close_at] = hours(form);
	const pin = form.withoutPin ? '' : form.pin.trim() || undefined;
	return {
		version, open_at, close_at, capacity: form.capacity.trim() ? Number(form.capacity) : null,
		...(pin !== undefined && { pin }),
		gates: form.gates.map((gate) => {
			const [opens_at, closes_at] = hours(gate);
			const categories = gate.categories.split(',').map((name) => name.trim()).filter(Boolean);
			return { id: gate.id, name: gate.name.trim(), zone: gate.zone.trim(), categories, opens_at, closes_at };
		}),
	};
}

export function wrongOf(form: DoorsForm): FieldErrors {
	const errors = t.events.doors.errors;
	const fields: FieldErrors = {};
	if (!/^\d{0,7}$/.test(form.capacity.trim()) || form.capacity.trim() === '0') fields.capacity = errors.capacity;
	if (form.pin.trim() && !/^\d{6,8}$/.test(form.pin.trim())) fields.pin = errors.pin;
	const names = form.gates.map(({ name }) => name.trim());
	names.forEach((name, index) => {
		if (!name) fields[`gates.${index}.name`] = errors.name;
		else if (names.indexOf(name) < index) fields[`gates.${index}.name`] = errors.same;
	});
	return fields;
}

export class DoorsEditor {
	doors = $state.raw<Doors | null>(null);
	form = $state<DoorsForm>({ opens: '', closes: '', capacity: '', pin: '', withoutPin: false, gates: [] });
	/** The key of the gate whose fields are open. */
	editing = $state<number | null>(null);
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	#next = 1000;

	constructor(
		private readonly event: EventDetail,
		private readonly calls = CALLS,
	) {}

	async load(): Promise<void> {
		this.problem = null;
		try {
			this.#take(await this.calls.fetch(this.event.id));
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	add(): void {
		const gate = { key: this.#next++, id: null, name: '', zone: '', categories: '', opens: '', closes: '', kiosks: [] };
		this.form.gates.push(gate);
		this.editing = gate.key;
	}

	remove(gate: GateForm): void {
		this.form.gates = this.form.gates.filter(({ key }) => key !== gate.key);
	}

	step(gate: GateForm, by: -1 | 1): void {
		const from = this.form.gates.findIndex(({ key }) => key === gate.key);
		this.form.gates.splice(from + by, 0, ...this.form.gates.splice(from, 1));
	}

	/** True: saved. What is typed stays when something is to be corrected. */
	async save(): Promise<boolean> {
		if (this.busy || !this.doors) return false;
		this.problem = null;
		this.#wrong(wrongOf(this.form));
		if (Object.keys(this.fields).length) return false;
		this.busy = true;
		try {
			this.#take(await this.calls.save(this.event.id, wishOf($state.snapshot(this.form), this.doors.version, this.event)));
			return true;
		} catch (error) {
			this.problem = asProblem(error);
			this.#wrong(this.problem.fields);
			return false;
		} finally {
			this.busy = false;
		}
	}

	/** The gate with the first mistake is unfolded. */
	#wrong(fields: FieldErrors): void {
		this.fields = fields;
		const index = this.form.gates.findIndex((_, place) => Object.keys(fields).some((name) => name.startsWith(`gates.${place}.`)));
		if (index >= 0) this.editing = this.form.gates[index]!.key;
	}

	#take(doors: Doors): void {
		this.doors = doors;
		this.form = formOf(doors, this.event.timezone);
		this.fields = {};
		this.editing = null;
	}
}
