import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', precompress: true }),
		paths: { relative: false },
		// Registered by lib/pwa/updates.svelte.ts, which also offers the new version.
		serviceWorker: { register: false },
		alias: { $features: 'src/features' },
	},
};
