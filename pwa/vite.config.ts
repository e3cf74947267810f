import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** SvelteKit's route announcer carries a style attribute, which our Content-Security-Policy refuses.
 *  base.css hides the announcer instead. */
const announcerWithoutInlineStyle: Plugin = {
	name: 'announcer-without-inline-style',
	enforce: 'pre',
	transform(code, id) {
		if (!id.endsWith('generated/root.svelte')) return;
		return { code: code.replace(/(<div id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1'), map: null };
	},
};

/** The shelves of words and of components run nothing when imported: a screen loads only what it takes from them. */
const freeShelves: Plugin = {
	name: 'free-shelves',
	transform(code, id) {
		if (/\/src\/lib\/(ui\/index|texts\/(index|french|format|zones|fr|fr\/\w+))\.ts$/.test(id)) return { code, map: null, moduleSideEffects: false };
	},
};

/** Each name of a file is written in the first load, and its hash can't be compressed. Seven letters are the fewest that are allowed. */
const shortNames: Plugin = {
	name: 'short-names',
	outputOptions(options) {
		for (const which of ['entryFileNames', 'chunkFileNames', 'assetFileNames'] as const) {
			const pattern = options[which];
			if (typeof pattern === 'string') options[which] = pattern.replace('[hash]', '[hash:7]');
		}
		return options;
	},
};

/** What every screen needs comes in one piece: many small ones weigh more, and a new screen would cut them anew. */
const GROUND = /\/src\/lib\/(api|db|keys|live|notices|session)\/(?!.*\.test\.)/;
const groundInOnePiece: Plugin = {
	name: 'ground-in-one-piece',
	config: (_, { isSsrBuild }) =>
		isSsrBuild ? {} : { build: { rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'ground', test: GROUND }] } } } } },
};

const backend = process.env.BACKEND ?? 'http://127.0.0.1:8000';
const proxied = { target: backend, changeOrigin: false };

export default defineConfig({
	plugins: [announcerWithoutInlineStyle, freeShelves, shortNames, groundInOnePiece, sveltekit()],
	server: {
		proxy: {
			'^/(api|_allauth|i|media)/': proxied,
			'^/ws/': { ...proxied, ws: true },
		},
	},
	preview: {
		proxy: {
			'^/(api|_allauth|i|media)/': proxied,
			'^/ws/': { ...proxied, ws: true },
		},
	},
	resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
	test: {
		include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
		environment: 'node',
		setupFiles: ['tests/setup.ts'],
		restoreMocks: true,
	},
});
