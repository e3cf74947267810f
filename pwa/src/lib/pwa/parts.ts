/** Large parts that only some devices need (a decoder): the service worker keeps them once a screen has asked for it. */
export function keepParts(): void {
	void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage('keep-parts'));
}
