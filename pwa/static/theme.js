// Runs before the first paint so that a chosen theme never flashes; see lib/ui/theme.svelte.ts.
try {
	const theme = localStorage.getItem('entregent.theme');
	if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
	// Storage refused: the system's theme it is.
}
