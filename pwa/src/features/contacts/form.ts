/** The form of a contact, and its way from and to the server. */
import type { Channel, Contact, ContactIn, ContactPatch, CustomValues, DraftWish, Intermediary, TermBrief } from '$lib/api';
import { emptyPoint, pointForm, pointsIn, sentPlaces, type PointForm } from '$lib/records';

export interface PositionForm {
	id: string | null;
	function: string;
	service: string;
	organisation: string;
	organisation_id: string | null;
	is_main: boolean;
	started_on: string;
	ended_on: string;
	preferred_channel: Channel;
	custom: CustomValues;
	terms: TermBrief[];
	contact_points: PointForm[];
}
export interface IntermediaryForm {
	id: string | null;
	via: { kind: 'person' | 'organisation'; id: string; name: string } | null;
	position_id: string | null;
	role: string;
	routing: Intermediary['routing'];
	channels: Channel[];
	started_on: string;
	ended_on: string;
}
export interface ContactForm {
	civility: string;
	title: string;
	given_name: string;
	family_name: string;
	birth_name: string;
	birth_date: string;
	contact_type: string;
	preferred_channel: Channel;
	note: string;
	custom: CustomValues;
	terms: TermBrief[];
	positions: PositionForm[];
	contact_points: PointForm[];
	intermediaries: IntermediaryForm[];
}

export const emptyPosition = (): PositionForm => ({
	id: null, function: '', service: '', organisation: '', organisation_id: null, is_main: false, started_on: '', ended_on: '',
	preferred_channel: '', custom: {}, terms: [], contact_points: [],
});
export const emptyIntermediary = (): IntermediaryForm => ({
	id: null, via: null, position_id: null, role: '', routing: 'copied', channels: [], started_on: '', ended_on: '',
});

export function emptyForm(): ContactForm {
	return {
		civility: '', title: '', given_name: '', family_name: '', birth_name: '', birth_date: '', contact_type: '', preferred_channel: '', note: '',
		custom: {}, terms: [],
		positions: [emptyPosition()],
		contact_points: [emptyPoint('email'), emptyPoint('mobile')],
		intermediaries: [],
	};
}

export function formOf(contact: Contact): ContactForm {
	const { civility, title, given_name, family_name, birth_name, contact_type, preferred_channel, note, custom, terms } = contact;
	return {
		civility, title, given_name, family_name, birth_name, contact_type, preferred_channel, note,
		custom: { ...custom },
		terms: [...terms],
		birth_date: contact.birth_date ?? '',
		positions: contact.positions.map((position) => ({
			id: position.id, function: position.function, service: position.service,
			organisation: position.organisation?.name ?? '', organisation_id: position.organisation?.id ?? null,
			is_main: position.is_main, started_on: position.started_on ?? '', ended_on: position.ended_on ?? '',
			preferred_channel: position.preferred_channel, custom: { ...position.custom }, terms: [...position.terms],
			contact_points: position.contact_points.map(pointForm),
		})),
		contact_points: contact.contact_points.map(pointForm),
		intermediaries: contact.intermediaries.map(({ id, via, position_id, role, routing, channels, started_on, ended_on }) => ({
			id, via: { kind: via.kind, id: via.id, name: via.name }, position_id, role, routing, channels: [...channels],
			started_on: started_on ?? '', ended_on: ended_on ?? '',
		})),
	};
}

const isFilled = (position: PositionForm) => !!(position.function || position.organisation || position.service);
const dates = ({ started_on, ended_on }: { started_on: string; ended_on: string }) => ({ started_on: started_on || null, ended_on: ended_on || null });
const ids = (terms: readonly TermBrief[]) => terms.map((term) => term.id);

/** What is sent: empty lines stay here. */
export function inputOf(form: ContactForm): ContactIn {
	return {
		...form,
		birth_date: form.birth_date || null,
		terms: ids(form.terms),
		positions: form.positions.filter(isFilled).map((position) => ({
			...position, ...dates(position), terms: ids(position.terms), contact_points: pointsIn(position.contact_points),
			organisation: position.organisation_id ? '' : position.organisation,
		})),
		contact_points: pointsIn(form.contact_points),
		intermediaries: form.intermediaries.filter(({ via }) => via).map(({ via, ...link }) => ({
			...link, ...dates(link), via_person: via?.kind === 'person' ? via.id : null, via_organisation: via?.kind === 'organisation' ? via.id : null,
		})),
	};
}

/** What tells the person apart from others, for the search of who is in the base already. */
export function draftOf(form: ContactForm): DraftWish {
	const points = [...form.contact_points, ...form.positions.flatMap((position) => position.contact_points)];
	const values = (...kinds: string[]) => points.filter(({ kind, value }) => kinds.includes(kind) && value.trim()).map(({ value }) => value.trim()).slice(0, 10);
	return {
		given_name: form.given_name.trim(), family_name: form.family_name.trim(), birth_name: form.birth_name.trim(), birth_date: form.birth_date || null,
		organisation: form.positions[0]?.organisation.trim() ?? '', emails: values('email'), phones: values('phone', 'mobile'),
	};
}

/** HIDDEN are the fields that the reader was not shown: they are not sent. */
export function patchOf(form: ContactForm, version: number, hidden: readonly string[] = []): ContactPatch {
	const given = Object.entries(inputOf(form)).filter(([field]) => !hidden.includes(field));
	return { ...Object.fromEntries(given), version } as ContactPatch;
}

/** The server counts the lines it was sent; the form has empty ones between them. */
export function placedErrors(form: ContactForm, fields: Record<string, string>): Record<string, string> {
	const positions = form.positions.flatMap((position, index) => (isFilled(position) ? [index] : []));
	const links = form.intermediaries.flatMap(({ via }, index) => (via ? [index] : []));
	const points = sentPlaces(form.contact_points);
	const place = (path: string) =>
		path
			.replace(/^(positions)\.(\d+)/, (_, list, at) => `${list}.${positions[Number(at)] ?? at}`)
			.replace(/^(intermediaries)\.(\d+)/, (_, list, at) => `${list}.${links[Number(at)] ?? at}`)
			.replace(/^(contact_points)\.(\d+)/, (_, list, at) => `${list}.${points[Number(at)] ?? at}`)
			.replace(/^positions\.(\d+)\.contact_points\.(\d+)/, (_, position, at) => {
				const own = sentPlaces(form.positions[Number(position)]?.contact_points ?? []);
				return `positions.${position}.contact_points.${own[Number(at)] ?? at}`;
			});
	return Object.fromEntries(Object.entries(fields).map(([path, message]) => [place(path), message]));
}
