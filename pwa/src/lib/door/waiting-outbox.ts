/** Sends what waits in this phone's outbox, away from the door (lib/door/sending.svelte.ts). */
import { api, ask, type Scanned } from '$lib/api';
import { Outbox, type Batch } from './outbox';

const send = async (batch: Batch): Promise<Scanned[]> => (await ask(api.POST('/api/v1/checkins/scans', { body: batch }))).results;

/** How many passages of OWNER wait, after an attempt to send them where the device is ONLINE. */
export async function waitingOutbox(owner: string, online: boolean, outbox = new Outbox(owner, send)): Promise<number> {
	try {
		if (online && (await outbox.waiting())) await outbox.flush();
	} catch {
		// The network, the session or the right is gone: it stays kept, and is tried again.
	}
	const waiting = await outbox.waiting();
	outbox.store.close();
	return waiting;
}
