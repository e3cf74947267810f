/** How each card looks: never by colour alone. */
import { letsIn, type VerdictName } from '$lib/door/verdict';
import { t } from '$lib/texts';
import type { IconName } from '$lib/ui';
import type { Card } from './parts';

export interface Look {
	tone: 'admitted' | 'attention' | 'already-in' | 'refused' | 'asking';
	icon: IconName;
	word: string;
}

export const LOOKS: Record<VerdictName, Look> = {
	admitted: { tone: 'admitted', icon: 'circle-check', word: t.door.verdict.admitted },
	attention: { tone: 'attention', icon: 'triangle-alert', word: t.door.verdict.attention },
	already_in: { tone: 'already-in', icon: 'rotate-ccw', word: t.door.verdict.already_in },
	refused: { tone: 'refused', icon: 'circle-x', word: t.door.verdict.refused },
};

export function lookOf(card: Card): Look {
	if (card.kind === 'verdict') {
		const look = LOOKS[card.shown.verdict];
		return card.shown.out && letsIn(card.shown.verdict) ? { ...look, icon: 'log-out', word: t.door.out.word } : look;
	}
	if (card.kind === 'problem') return { tone: 'refused', icon: 'triangle-alert', word: t.door.problem };
	return { tone: 'asking', icon: 'clock', word: t.door.asking };
}
