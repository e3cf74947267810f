import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCREENS } from './screens';

const ROUTES = 'src/routes';
const folders = (path: string) => readdirSync(path, { withFileTypes: true }).filter((each) => each.isDirectory()).map(({ name }) => name);

describe('the screens that are kept on the device', () => {
	it('are those of the routes', () => {
		const all = folders(ROUTES).flatMap((name) => (name.startsWith('(') ? folders(`${ROUTES}/${name}`) : [name]));
		expect([...SCREENS].filter(Boolean).sort()).toEqual(all.sort());
	});
});
