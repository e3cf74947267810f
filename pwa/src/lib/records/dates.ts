import { formatShortDay, t } from '$lib/texts';

/** « depuis le 3 mars 2024 », « jusqu’au… », « du… au… »; empty when nothing is known. */
export function periodOf(started: string | null | undefined, ended: string | null | undefined): string {
	if (started && ended) return t.records.between(formatShortDay(started), formatShortDay(ended));
	if (started) return t.records.since(formatShortDay(started));
	return ended ? t.records.until(formatShortDay(ended)) : '';
}
