/** What the device shows of notices outside the application: the number on its icon, and what it displays. */

export class Told {
	#before = 0;

	constructor(
		private readonly icon: Pick<Navigator, 'setAppBadge' | 'clearAppBadge'> | undefined = 'setAppBadge' in navigator ? navigator : undefined,
		private readonly shown: () => Promise<Notification[]> = async () => (await navigator.serviceWorker?.getRegistration())?.getNotifications() ?? [],
	) {}

	/** COUNT notices wait to be read. Once none does, here or on another device, nothing of them stays displayed. */
	async count(count: number): Promise<void> {
		const all = this.#before > 0 && count === 0;
		this.#before = count;
		await this.icon?.setAppBadge(count).catch(() => undefined);
		if (all) await this.#close();
	}

	/** Whoever comes next on this device reads nothing of what was displayed for somebody else. */
	async clear(): Promise<void> {
		await this.icon?.clearAppBadge().catch(() => undefined);
		await this.#close();
	}

	async #close(): Promise<void> {
		for (const notification of await this.shown()) notification.close();
	}
}
