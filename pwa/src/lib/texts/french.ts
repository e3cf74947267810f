/** French typography, applied once when a catalog is made, so that authors type ordinary spaces and apostrophes. */

const NARROW = '\u202f';

export function typeset(text: string): string {
	return text
		.replace(/ ([;:!?»])/g, `${NARROW}$1`)
		.replace(/« /g, `«${NARROW}`)
		.replace(/'/g, '’');
}

type Word = string | ((...args: never[]) => string);
export type Catalog = { readonly [key: string]: Word | Catalog };

/** Gives the same catalog back, every string in it (and every string its functions return) typeset. */
export function french<T extends Catalog>(catalog: T): T {
	const entries = Object.entries(catalog).map(([key, value]) => [key, typesetValue(value)]);
	return Object.fromEntries(entries) as T;
}

function typesetValue(value: Word | Catalog): Word | Catalog {
	if (typeof value === 'string') return typeset(value);
	if (typeof value === 'function') return (...args: never[]) => typeset(value(...args));
	return french(value);
}

/** French counts 0 and 1 as singular. */
export function plural(count: number, one: string, many: string): string {
	return `${formatCount(count)} ${Math.abs(count) < 2 ? one : many}`;
}

const counts = new Intl.NumberFormat('fr-FR');

function formatCount(count: number): string {
	return counts.format(count);
}
