/** How many proposed contacts wait for a decision; the shell shows it. */
import { api, ask } from '$lib/api';
import { live } from '$lib/live';

const TOGETHER = 300; // ms: what comes at once is asked for once

class Waiting {
	count = $state(0);
	#timer: ReturnType<typeof setTimeout> | undefined;

	readonly refresh = async (): Promise<void> => {
		this.count = (await ask(api.GET('/api/v1/contacts/candidates/count'))).pending;
	};

	/** Counts from now on; the returned function stops. */
	follow(): () => void {
		const ask = () => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => void this.refresh().catch(() => undefined), TOGETHER);
		};
		ask();
		const stop = live.reload('candidates', ['candidate_changed'], () => Promise.resolve(ask()));
		return () => {
			clearTimeout(this.#timer);
			stop();
			this.count = 0;
		};
	}
}

export const waiting = new Waiting();
