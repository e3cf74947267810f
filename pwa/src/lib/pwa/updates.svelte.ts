/** Registers the service worker and knows when a new version waits. */
import { dev } from '$app/environment';

const CHECK_EVERY = 30 * 60_000;

class Updates {
	waiting = $state.raw<ServiceWorker | null>(null);

	async register(): Promise<void> {
		if (dev || !('serviceWorker' in navigator)) return;
		const registration = await navigator.serviceWorker.register('/service-worker.js');
		this.#watch(registration);
		setInterval(() => void registration.update().catch(() => undefined), CHECK_EVERY);
	}

	/** The new version takes over; the page reloads under it. */
	apply(): void {
		navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
		this.waiting?.postMessage('take-over');
	}

	later(): void {
		this.waiting = null;
	}

	#watch(registration: ServiceWorkerRegistration): void {
		this.#offer(registration.waiting);
		registration.addEventListener('updatefound', () => {
			const worker = registration.installing;
			worker?.addEventListener('statechange', () => worker.state === 'installed' && this.#offer(worker));
		});
	}

	/** A first installation is no update. */
	#offer(worker: ServiceWorker | null): void {
		if (worker && navigator.serviceWorker.controller) this.waiting = worker;
	}
}

export const updates = new Updates();
