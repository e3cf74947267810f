/** Contact points in a form, and their way from and to the server. */
import type { Channel, ContactPoint, PointIn, PostalAddress } from '$lib/api';
import type { IconName } from '$lib/ui';

export type PointKind = ContactPoint['kind'];
export interface PointForm {
	id: string | null;
	kind: PointKind;
	value: string;
	address: PostalAddress;
	label: string;
	state: ContactPoint['state'];
	is_main: boolean;
	is_private: boolean;
	verified: boolean;
	/** As the server has it: it decides by itself about a point whose box was not touched. */
	was_verified: boolean;
}

export const POINT_ICONS: Record<PointKind, IconName> = {
	phone: 'phone', mobile: 'smartphone', fax: 'printer', email: 'mail', social: 'share-2', web: 'globe', address: 'map-pin',
};
const NUMBERS: readonly PointKind[] = ['phone', 'mobile', 'fax'];
const CHANNEL_KINDS: Partial<Record<Channel, readonly PointKind[]>> = {
	email: ['email'], phone: ['phone'], mobile: ['mobile'], sms: ['mobile'], post: ['address'], fax: ['fax'], social: ['social'],
};

export const emptyAddress = (): PostalAddress => ({ delivery: '', building: '', street: '', place: '', postal_code: '', city: '', country: '' });
export const emptyPoint = (kind: PointKind = 'email'): PointForm => ({
	id: null, kind, value: '', address: emptyAddress(), label: '', state: 'valid', is_main: false, is_private: false, verified: false, was_verified: false,
});

/** Numbers as they are written, not as they are compared. */
export const pointForm = ({ id, kind, value, display, address, label, state, is_main, is_private, verified }: ContactPoint): PointForm => ({
	id, kind, value: NUMBERS.includes(kind) ? display : value, address: { ...emptyAddress(), ...address }, label, state, is_main, is_private,
	verified, was_verified: verified,
});

const isFilled = ({ kind, value, address }: PointForm) => (kind === 'address' ? Object.values(address).some((part) => part.trim()) : !!value.trim());

/** Where each point that is sent stands in the form: empty ones stay here, and errors must find their field. */
export const sentPlaces = (points: readonly PointForm[]): number[] => points.flatMap((point, index) => (isFilled(point) ? [index] : []));

export const pointsIn = (points: readonly PointForm[]): PointIn[] =>
	points.filter(isFilled).map(({ address, value, verified, was_verified, ...rest }) => {
		const point = verified === was_verified ? rest : { ...rest, verified };
		return point.kind === 'address' ? { ...point, value: '', address } : { ...point, value, address: null };
	}) as PointIn[];

export const isPreferred = (channel: Channel, kind: PointKind): boolean => CHANNEL_KINDS[channel]?.includes(kind) ?? false;

/** The preferred channel first, then what works, then what does not; otherwise as they are. */
export function inOrder<P extends Pick<ContactPoint, 'kind' | 'state' | 'is_main'>>(points: readonly P[], channel: Channel): P[] {
	const weight = (point: P) => (point.state === 'valid' ? 0 : 4) + (isPreferred(channel, point.kind) ? 0 : 2) + (point.is_main ? 0 : 1);
	return [...points].sort((one, other) => weight(one) - weight(other));
}
