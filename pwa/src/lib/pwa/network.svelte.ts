/** Whether the browser believes it has a network. */
class Network {
	online = $state(globalThis.navigator?.onLine ?? true);

	watch(): () => void {
		const update = () => (this.online = navigator.onLine);
		addEventListener('online', update);
		addEventListener('offline', update);
		update();
		return () => {
			removeEventListener('online', update);
			removeEventListener('offline', update);
		};
	}
}

export const network = new Network();
