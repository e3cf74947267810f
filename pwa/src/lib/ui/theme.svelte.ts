/** Light, dark, or the system's choice. static/theme.js applies the same choice before the first paint. */
export type Theme = 'system' | 'light' | 'dark';
const KEY = 'entregent.theme';

function stored(): Theme {
	const value = globalThis.localStorage?.getItem(KEY);
	return value === 'light' || value === 'dark' ? value : 'system';
}

class ThemeChoice {
	current = $state<Theme>(stored());

	choose(theme: Theme): void {
		this.current = theme;
		if (theme === 'system') {
			localStorage.removeItem(KEY);
			delete document.documentElement.dataset.theme;
		} else {
			localStorage.setItem(KEY, theme);
			document.documentElement.dataset.theme = theme;
		}
	}
}

export const theme = new ThemeChoice();
