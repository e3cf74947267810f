/** What waits behind an entry of the navigation, as a number and for the screen reader. */
import { waiting } from '$lib/candidates/waiting.svelte';
import { unread } from '$lib/notices/unread.svelte';
import { t } from '$lib/texts';
import type { NavEntry } from './nav';

export function waitingIn({ counts }: NavEntry): { count: number; text: string } | null {
	const count = counts === 'notices' ? unread.count : counts === 'candidates' ? waiting.count : 0;
	return count ? { count, text: counts === 'notices' ? t.shell.unread(count) : t.shell.waiting(count) } : null;
}
