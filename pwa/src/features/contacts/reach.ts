/** Call, write, message, map: the best way of each, as the server chose them. */
import type { Channel, Contact } from '$lib/api';
import { mailHref, mapHref, smsHref, telHref } from '$lib/records';

export type WayKey = 'call' | 'write' | 'message' | 'map';
export interface Way {
	key: WayKey;
	href: string | null;
	/** What is reached, for the tooltip and the screen reader. */
	what: string;
	preferred: boolean;
}

const PREFERRED: Partial<Record<Channel, WayKey>> = { email: 'write', phone: 'call', mobile: 'call', sms: 'message', post: 'map' };

export function waysOf({ channel, phone, email, address }: Contact['reach']): Way[] {
	const mobile = phone?.kind === 'mobile' ? phone : null;
	const way = (key: WayKey, point: { value: string; display: string } | null, href: (value: string) => string): Way => ({
		key, href: point && href(point.value), what: point?.display ?? '', preferred: !!point && PREFERRED[channel] === key,
	});
	const ways = [way('call', phone, telHref), way('write', email, mailHref), way('message', mobile, smsHref), way('map', address, mapHref)];
	return [...ways.filter((each) => each.preferred), ...ways.filter((each) => !each.preferred)];
}

/** Of what the device holds of somebody. */
export const briefWays = (phone?: string, email?: string): Way[] => [
	{ key: 'call', href: phone ? telHref(phone) : null, what: phone ?? '', preferred: false },
	{ key: 'write', href: email ? mailHref(email) : null, what: email ?? '', preferred: false },
	{ key: 'message', href: phone ? smsHref(phone) : null, what: phone ?? '', preferred: false },
	{ key: 'map', href: null, what: '', preferred: false },
];
