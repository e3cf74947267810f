/** Keeps the screen on while a board is shown; browsers drop the lock when the page is hidden. */
export function keepAwake(onchange: (held: boolean) => void): () => void {
	let lock: WakeLockSentinel | null = null;
	let stopped = false;

	const take = async () => {
		if (stopped || lock || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
		lock = await navigator.wakeLock.request('screen').catch(() => null);
		if (stopped) void lock?.release();
		lock?.addEventListener('release', () => {
			lock = null;
			onchange(false);
		});
		onchange(!!lock);
	};
	const visible = () => void take();
	document.addEventListener('visibilitychange', visible);
	void take();
	return () => {
		stopped = true;
		document.removeEventListener('visibilitychange', visible);
		void lock?.release();
	};
}
