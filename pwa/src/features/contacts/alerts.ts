/** What to know before reaching out. A position that ended says something only when no other goes on. */
import type { Contact } from '$lib/api';

export type Alert = Contact['alerts'][number];
export interface Told extends Alert {
	tone: 'refused' | 'attention' | 'info';
	/** Where it leads: through whom to go instead. */
	href: string | null;
}

const TONES: Record<Alert['code'], Told['tone']> = {
	in_bin: 'refused', point_refused: 'refused', intermediary_replaces: 'info', point_bounced: 'attention', position_ended: 'attention',
};

export function alertsOf({ alerts, positions, intermediaries }: Pick<Contact, 'alerts' | 'positions' | 'intermediaries'>): Told[] {
	const works = positions.some((position) => position.is_current);
	return alerts
		.filter((alert) => alert.code !== 'position_ended' || !works)
		.map((alert) => {
			const via = intermediaries.find(({ id }) => id === alert.id)?.via;
			return { ...alert, tone: TONES[alert.code], href: via && !via.deleted ? hrefOfVia(via) : null };
		});
}

export const hrefOfVia = (via: { kind: 'person' | 'organisation'; id: string }): string =>
	via.kind === 'person' ? `/contacts/${via.id}` : `/organismes/${via.id}`;
