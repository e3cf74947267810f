/** Counts the proposed contacts that wait for a decision, for the shell to show; fetched when the page stands. */
import { api, ask } from '$lib/api';
import { live } from '$lib/live';
import { unread } from '$lib/notices/unread.svelte';

const TOGETHER = 300; // ms: what comes at once is asked for once
let timer: ReturnType<typeof setTimeout> | undefined;

export const countWaiting = async (): Promise<void> => {
	unread.candidates = (await ask(api.GET('/api/v1/contacts/candidates/count'))).pending;
};

/** Counts from now on; the returned function stops. */
export function followWaiting(): () => void {
	const soon = () => {
		clearTimeout(timer);
		timer = setTimeout(() => void countWaiting().catch(() => undefined), TOGETHER);
		return Promise.resolve();
	};
	void soon();
	const stop = live.reload('candidates', ['candidate_changed'], soon);
	return () => {
		clearTimeout(timer);
		stop();
	};
}
