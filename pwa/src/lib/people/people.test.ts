import type { OfflineContact } from '$lib/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { fold, highlight, queryWords } from './fold';
import { PeopleIndex } from './index-of-people';

let next = 0;
function person(given: string, family: string, organisation = 'Le Monde', phone = ''): OfflineContact {
	const search = fold(`${family} ${given} ${organisation}`) + (phone ? ` ${phone}` : '');
	return { id: String(next++), name: `${given} ${family}`, function: '', organisation, emails: [], phones: [], search, sort_name: fold(`${family} ${given}`), is_past: false };
}
const names = (index: PeopleIndex, query: string) => index.search(query).people.map((each) => each.name);

describe('folding', () => {
	it.each([
		['Lefèvre', 'lefevre'],
		['Bœuf-Ça  Væ', 'boeuf ca vae'],
		["N'Guyen", 'n guyen'],
		['claire.l@exemple.fr', 'claire.l@exemple.fr'],
		['ŁÓDŹ', 'lodz'],
	])('%s -> %s', (text, folded) => expect(fold(text)).toBe(folded));
	it('keeps a phone number in one piece', () => {
		expect(queryWords('lefev 06 39 98')).toEqual(['lefev', '063998']);
		expect(queryWords('+33 (0)6 39')).toEqual(['+33639']);
	});
	it('marks what was searched, in the text as it is written', () => {
		expect(highlight('Claire Lefèvre', 'lefev')).toEqual([['Claire ', false], ['Lefèv', true], ['re', false]]);
		expect(highlight('Bœuf', 'boe')).toEqual([['Bœ', true], ['uf', false]]);
		expect(highlight('Claire', '')).toEqual([['Claire', false]]);
	});
});

describe('the offline base', () => {
	let index: PeopleIndex;
	beforeEach(() => {
		index = new PeopleIndex();
		index.put([
			person('Claire', 'Lefèvre'),
			person('Marc', 'Dubois', 'Lefebvre et fils'),
			person('Lefèvre', 'Martin'),
			person('Zoé', 'Roche', 'Radio France', '0639980000'),
		]);
	});
	it('finds without accents, by part, in any order', () => {
		expect(names(index, 'lefev')).toEqual(['Claire Lefèvre', 'Lefèvre Martin']);
		expect(names(index, 'monde cla')).toEqual(['Claire Lefèvre']);
		expect(names(index, 'ROCH zoe')).toEqual(['Zoé Roche']);
		expect(names(index, '06 39 98')).toEqual(['Zoé Roche']);
	});
	it('puts family names first, then names, then the rest', () => {
		expect(names(index, 'lefe')).toEqual(['Claire Lefèvre', 'Lefèvre Martin', 'Marc Dubois']);
	});
	it('takes one or two letters at the start of words only', () => {
		expect(names(index, 'ro')).toEqual(['Zoé Roche']);
		expect(index.search('').total).toBe(4);
	});
	it('forgets who was removed', () => {
		const [first] = index.search('claire').people;
		index.remove([first?.id ?? '']);
		expect(names(index, 'claire')).toEqual([]);
	});
	it('looks through 50,000 people', () => {
		index.put(Array.from({ length: 50_000 }, (_, n) => person(`Prénom${n}`, `Nom${n % 977}`, `Organisme ${n % 311}`)));
		expect(index.search('nom12 organ').total).toBeGreaterThan(100);
	});
});
