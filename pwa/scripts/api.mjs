// Writes src/lib/api/schema.d.ts from the repository's openapi.json (OPENAPI=path for another one).
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL(process.env.OPENAPI ?? '../../openapi.json', import.meta.url);
const target = new URL('../src/lib/api/schema.d.ts', import.meta.url);

if (!existsSync(source)) {
	console.error(`No ${fileURLToPath(source)}: write it with "make api" at the root of the repository.`);
	process.exit(1);
}
if (!existsSync(target) || statSync(target).mtimeMs < statSync(source).mtimeMs || process.env.OPENAPI) {
	const text = astToString(await openapiTS(source, { alphabetize: true, defaultNonNullable: false }));
	if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
	console.log('Client types are up to date with openapi.json');
}
