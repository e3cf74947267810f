import 'fake-indexeddb/auto';

// Node tests have no browser: the few globals that lib touches when it loads.
globalThis.localStorage ??= memoryStorage();
if (globalThis.window) {
	window.matchMedia ??= () => Object.assign(new EventTarget(), { matches: true, media: '' }) as unknown as MediaQueryList;
}

function memoryStorage(): Storage {
	const items = new Map<string, string>();
	return {
		get length() {
			return items.size;
		},
		clear: () => items.clear(),
		getItem: (key) => items.get(key) ?? null,
		key: (index) => [...items.keys()][index] ?? null,
		removeItem: (key) => void items.delete(key),
		setItem: (key, value) => void items.set(key, value),
	};
}
