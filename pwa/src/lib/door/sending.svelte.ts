/** Passages of this phone that the server lacks, told and sent whatever screen is open. Costs nothing where nobody scans:
 *  the outbox is opened only where there is one. */
const BASE = 'entregent-outbox';
const EVERY_MS = 20_000;

class Sending {
	/** How many wait, as far as it is known. */
	count = $state(0);

	/** For the account OWNER, until the returned function is called. */
	start(owner: string): () => void {
		const look = () => void this.#look(owner).catch(() => undefined);
		const timer = setInterval(look, EVERY_MS);
		globalThis.addEventListener?.('online', look);
		look();
		return () => {
			clearInterval(timer);
			globalThis.removeEventListener?.('online', look);
			this.count = 0;
		};
	}

	async #look(owner: string): Promise<void> {
		const bases = await globalThis.indexedDB?.databases?.();
		if (!bases?.some(({ name }) => name === BASE)) return;
		const { waitingOutbox } = await import('./waiting-outbox');
		this.count = await waitingOutbox(owner, navigator.onLine);
	}
}

export const sending = new Sending();
