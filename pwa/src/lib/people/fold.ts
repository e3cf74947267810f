/** Folding of French text for search; does the same as backend/core/text.py, which made the `search` of offline contacts. */

const LIGATURES: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', đ: 'd', ł: 'l', ı: 'i' };

export function fold(text: string): string {
	return text
		.toLowerCase()
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[œæßøđłı]/g, (char) => LIGATURES[char] ?? char)
		.replace(/[^a-z0-9@.+]+/g, ' ')
		.trim();
}

export function words(text: string): string[] {
	return fold(text).split(' ').filter(Boolean);
}

const NUMBER = /(?:\+|\b00)?\d[\d\s.\-/()\u00a0\u202f]*\d/g;
const TRUNK = /^(?:\+|00)33\s*\(?0?\)?/;

/** The words of a query as the server cuts them: the digits of a phone number in one piece. */
export function queryWords(query: string): string[] {
	const joined = query.replace(NUMBER, (number) => ` ${digits(number)} `);
	return [...new Set(words(joined).map((word) => word.replace(/^\.+|\.+$/g, '')))].filter(Boolean).slice(0, 8);
}

function digits(number: string): string {
	const french = TRUNK.exec(number);
	const rest = number.slice(french?.[0].length ?? 0).replace(/\D/g, '');
	if (french) return `+33${rest}`;
	if (number.startsWith('+')) return `+${rest}`;
	return number.startsWith('00') ? `+${rest.slice(2)}` : rest;
}

/** Cuts a text where the query's words begin, so that they can be marked: [["Claire ", false], ["Lefè", true], ["vre", false]]. */
export function highlight(text: string, query: string): [string, boolean][] {
	const tokens = words(query);
	if (!tokens.length) return [[text, false]];
	const marks = new Array<boolean>(text.length).fill(false);
	for (const match of text.matchAll(/[\p{L}\p{N}@.+]+/gu)) markWord(marks, match[0], match.index, tokens);
	return runs(text, marks);
}

function markWord(marks: boolean[], word: string, at: number, tokens: string[]): void {
	const folded = fold(word);
	const token = tokens.filter((candidate) => folded.startsWith(candidate)).sort((a, b) => b.length - a.length)[0];
	if (!token) return;
	let length = 0;
	while (length < word.length && fold(word.slice(0, length)).length < token.length) length++;
	marks.fill(true, at, at + length);
}

function runs(text: string, marks: boolean[]): [string, boolean][] {
	const result: [string, boolean][] = [];
	for (let start = 0, end = 1; end <= text.length; end++) {
		if (end < text.length && marks[end] === marks[start]) continue;
		result.push([text.slice(start, end), marks[start] ?? false]);
		start = end;
	}
	return result;
}
