/** The form of an organisation, and its way from and to the server. */
import type { CustomValues, Organisation, OrganisationIn, OrganisationPatch, TermBrief } from '$lib/api';
import { emptyPoint, pointForm, pointsIn, sentPlaces, type PointForm } from '$lib/records';

export interface OrganisationForm {
	name: string;
	acronym: string;
	legal_name: string;
	parent: string;
	parent_id: string | null;
	siren: string;
	siret: string;
	vat: string;
	note: string;
	custom: CustomValues;
	terms: TermBrief[];
	contact_points: PointForm[];
}

export const emptyForm = (): OrganisationForm => ({
	name: '', acronym: '', legal_name: '', parent: '', parent_id: null, siren: '', siret: '', vat: '', note: '', custom: {}, terms: [],
	contact_points: [emptyPoint('phone'), emptyPoint('address')],
});

export const formOf = (organisation: Organisation): OrganisationForm => {
	const { name, acronym, legal_name, parent, siren_display, siret_display, vat_display, note, custom, terms } = organisation;
	return {
		name, acronym, legal_name, note, custom: { ...custom }, terms: [...terms],
		parent: parent?.name ?? '', parent_id: parent?.id ?? null,
		siren: siren_display, siret: siret_display, vat: vat_display,
		contact_points: organisation.contact_points.map(pointForm),
	};
};

export function inputOf({ parent, ...form }: OrganisationForm): OrganisationIn {
	return { ...form, parent_id: parent.trim() ? form.parent_id : null, terms: form.terms.map((term) => term.id), contact_points: pointsIn(form.contact_points) };
}

export function patchOf(form: OrganisationForm, version: number, hidden: readonly string[]): OrganisationPatch {
	const given = Object.entries(inputOf(form)).filter(([field]) => !hidden.includes(field));
	return { ...Object.fromEntries(given), version } as OrganisationPatch;
}

/** The server counts the points it was sent; the form has empty ones between them. */
export function placedErrors(form: OrganisationForm, fields: Record<string, string>): Record<string, string> {
	const points = sentPlaces(form.contact_points);
	return Object.fromEntries(
		Object.entries(fields).map(([path, message]) => [path.replace(/^contact_points\.(\d+)/, (_, at) => `contact_points.${points[Number(at)] ?? at}`), message]),
	);
}
