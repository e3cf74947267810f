/** How a person can be reached with one thumb: the links of the call, write and map buttons. */
import type { Contact, ContactPoint } from '$lib/api';

export const telHref = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`;
export const smsHref = (phone: string): string => `sms:${phone.replace(/[^\d+]/g, '')}`;
export const mailHref = (email: string): string => `mailto:${encodeURIComponent(email).replace('%40', '@')}`;
export const mapHref = (address: string): string => `https://www.openstreetmap.org/search?query=${encodeURIComponent(address)}`;

export function hrefOf(point: ContactPoint): string | null {
	if (point.kind === 'phone' || point.kind === 'mobile') return telHref(point.value);
	if (point.kind === 'email') return mailHref(point.value);
	if (point.kind === 'address') return mapHref(point.value.replaceAll('\n', ', '));
	return /^https?:\/\//.test(point.value) ? point.value : null;
}

export interface Reach {
	phone: string | null;
	mobile: string | null;
	email: string | null;
	address: string | null;
}

/** The best way of each kind: usable ones only, the person's own before those of a position. */
export function reachOf(contact: Contact): Reach {
	const points = [...contact.contact_points, ...contact.positions.flatMap((position) => position.contact_points)];
	const best = (...kinds: ContactPoint['kind'][]) => {
		const usable = points.filter((point) => kinds.includes(point.kind) && point.state === 'valid');
		return (usable.find((point) => point.is_main) ?? usable[0])?.value ?? null;
	};
	const mobile = best('mobile');
	return { phone: mobile ?? best('phone'), mobile, email: best('email'), address: best('address') };
}
