/** The form of a contact, and its way from and to the server. */
import type { Contact, ContactIn, ContactPatch, ContactPoint } from '$lib/api';

export interface PointForm {
	id: string | null;
	kind: ContactPoint['kind'];
	value: string;
	label: string;
	state: ContactPoint['state'];
	is_main: boolean;
}
export interface PositionForm {
	id: string | null;
	function: string;
	service: string;
	organisation: string;
	is_main: boolean;
}
export interface ContactForm {
	civility: string;
	title: string;
	given_name: string;
	family_name: string;
	birth_date: string;
	contact_type: string;
	note: string;
	positions: PositionForm[];
	contact_points: PointForm[];
}

export const emptyPosition = (): PositionForm => ({ id: null, function: '', service: '', organisation: '', is_main: false });
export const emptyPoint = (kind: PointForm['kind'] = 'email'): PointForm => ({
	id: null, kind, value: '', label: '', state: 'valid', is_main: false,
});

export function emptyForm(): ContactForm {
	return {
		civility: '', title: '', given_name: '', family_name: '', birth_date: '', contact_type: '', note: '',
		positions: [emptyPosition()],
		contact_points: [emptyPoint('email'), emptyPoint('mobile')],
	};
}

export function formOf(contact: Contact): ContactForm {
	const { civility, title, given_name, family_name, contact_type, note } = contact;
	return {
		civility, title, given_name, family_name, contact_type, note,
		birth_date: contact.birth_date ?? '',
		positions: contact.positions.map(({ id, function: job, service, organisation, is_main }) => ({
			id, function: job, service, organisation: organisation?.name ?? '', is_main,
		})),
		contact_points: contact.contact_points.map(({ id, kind, value, display, label, state, is_main }) => ({
			id, kind, value: kind === 'phone' || kind === 'mobile' || kind === 'fax' ? display : value, label, state, is_main,
		})),
	};
}

/** What is sent: empty lines stay here. */
export function inputOf(form: ContactForm): ContactIn {
	return {
		...form,
		birth_date: form.birth_date || null,
		positions: form.positions.filter((position) => position.function || position.organisation || position.service),
		contact_points: form.contact_points.filter((point) => point.value.trim()),
	};
}

export const patchOf = (form: ContactForm, version: number): ContactPatch => ({ ...inputOf(form), version });
