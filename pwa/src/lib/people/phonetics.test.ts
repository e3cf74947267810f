import { describe, expect, it } from 'vitest';
import { codes, loose, strict, textCodes, VERSION } from './phonetics';
import vectors from './phonetics.vectors.json';

const sorted = (found: Set<string>) => [...found].sort();

describe('how names sound, on the phone as on the server', () => {
	it('has the version of the vectors', () => {
		expect(VERSION).toBe(vectors.version);
	});

	it('reads every token as the server does', () => {
		const ours = vectors.tokens.map(([token]) => [token, strict(token as string), loose(token as string), sorted(codes(token as string))]);
		expect(ours).toEqual(vectors.tokens);
	});

	it('reads whole names as the server does', () => {
		expect(vectors.texts.map(([text]) => [text, sorted(textCodes(text as string))])).toEqual(vectors.texts);
	});

	it('finds Baudouin for Bodouin, and not Bodin', () => {
		const alike = (one: string, other: string) => [...codes(one)].some((code) => codes(other).has(code));
		expect(alike('Bodouin', 'Baudouin')).toBe(true);
		expect(alike('Bodouin', 'Bodin')).toBe(false);
	});
});
