// First load of the entry route (/), gzip: every JS and CSS file that is fetched before the page stands. Fails over budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 110;
const ROUTE = ['src/routes/+layout.svelte', 'src/routes/(app)/+layout.svelte', 'src/routes/(app)/+page.svelte'];
const client = new URL('../.svelte-kit/output/client/', import.meta.url);
const generated = new URL('../.svelte-kit/generated/client-optimized/', import.meta.url);

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', client), 'utf8'));

/** Files of a manifest entry and of what it imports statically. */
function collect(key, found) {
	const entry = manifest[key];
	if (!entry || found.has(entry.file)) return;
	found.add(entry.file);
	for (const css of entry.css ?? []) found.add(css);
	for (const imported of entry.imports ?? []) collect(imported, found);
}

/** The generated node file that re-exports a route component. */
function nodeKeys() {
	const names = Object.keys(manifest).filter((key) => /nodes\/\d+\.js$/.test(key));
	return names.filter((key) => {
		const source = readFileSync(new URL(`nodes/${key.split('/').at(-1)}`, generated), 'utf8');
		return ROUTE.some((route) => source.includes(`/${route}"`));
	});
}

const found = new Set();
const entries = Object.keys(manifest).filter((key) => /(client\/entry|client-optimized\/app)\.js$/.test(key));
const nodes = nodeKeys();
if (entries.length !== 2 || nodes.length !== ROUTE.length) {
	console.error(`Build the application first; found ${entries.length} entries, ${nodes.length} of ${ROUTE.length} route files.`);
	process.exit(1);
}
for (const key of [...entries, ...nodes]) collect(key, found);

const sizes = [...found].map((file) => ({ file, size: gzipSync(readFileSync(new URL(file, client)), { level: 9 }).length }));
const sum = (ending) => sizes.filter(({ file }) => file.endsWith(ending)).reduce((total, { size }) => total + size, 0) / 1000;
const [js, css] = [sum('.js'), sum('.css')];
if (process.argv.includes('--list')) for (const { file, size } of sizes.sort((a, b) => b.size - a.size)) console.log(size, file);
if (process.argv.includes('--json')) console.log(JSON.stringify({ js_kb: js, css_kb: css, budget_kb: BUDGET_KB }));
else console.log(`First load: ${(js + css).toFixed(1)} kB gzip (JS ${js.toFixed(1)}, CSS ${css.toFixed(1)}; budget ${BUDGET_KB})`);
process.exit(js + css > BUDGET_KB ? 1 : 0);
