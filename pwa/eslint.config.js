import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const FEATURES = ['shell', 'session', 'home', 'contacts', 'imports', 'events', 'board', 'door', 'devices', 'notices', 'account', 'preferences', 'settings', 'organisations', 'vocabularies', 'fields', 'bin'];

/** routes > features > lib: a feature knows lib and itself, lib knows neither features nor routes. */
const layers = [
	{
		files: ['src/lib/**'],
		rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['$features/*', '**/features/**'], message: 'lib knows no feature.' }] }] },
	},
	...FEATURES.map((feature) => ({
		files: [`src/features/${feature}/**`],
		rules: {
			'no-restricted-imports': [
				'error',
				{ patterns: [{ group: ['$features/*', '../*'], message: 'Features do not import each other: move what is shared to lib.' }] },
			],
		},
	})),
];

const INTL_MESSAGE = 'Dates and numbers are written by $lib/texts.';

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'node_modules/', 'src/lib/api/schema.d.ts', 'static/'] },
	...ts.configs.recommended,
	...svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			'no-console': 'error',
			'no-eval': 'error',
			'max-lines': ['error', { max: 300 }],
			eqeqeq: 'error',
			'no-restricted-properties': [
				'error',
				{ property: 'toLocaleString', message: INTL_MESSAGE },
				{ property: 'toLocaleDateString', message: INTL_MESSAGE },
				{ property: 'toLocaleTimeString', message: INTL_MESSAGE },
			],
			'@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
			// The application is served at the root and has no other base path.
			'svelte/no-navigation-without-resolve': 'off',
			// {' '} keeps a space where Svelte trims one.
			'svelte/no-useless-mustaches': 'off',
			// Sets in $state.raw are replaced and never changed in place.
			'svelte/prefer-svelte-reactivity': 'off',
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
		rules: { 'max-lines': ['error', { max: 250 }], 'svelte/no-at-html-tags': 'error', 'svelte/no-inline-styles': ['error', { allowTransitions: true }] },
	},
	{ files: ['scripts/**'], rules: { 'no-console': 'off' } },
	...layers,
);
