/** How a contact point is used with one thumb: the links of call, write and map. */
import type { ContactPoint } from '$lib/api';

export const telHref = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`;
export const smsHref = (phone: string): string => `sms:${phone.replace(/[^\d+]/g, '')}`;
export const mailHref = (email: string): string => `mailto:${encodeURIComponent(email).replace('%40', '@')}`;
export const mapHref = (address: string): string =>
	`https://www.openstreetmap.org/search?query=${encodeURIComponent(address.replaceAll('\n', ', '))}`;

export function hrefOf(point: Pick<ContactPoint, 'kind' | 'value'>): string | null {
	if (point.kind === 'phone' || point.kind === 'mobile') return telHref(point.value);
	if (point.kind === 'email') return mailHref(point.value);
	if (point.kind === 'address') return mapHref(point.value);
	return /^https?:\/\//.test(point.value) ? point.value : null;
}
