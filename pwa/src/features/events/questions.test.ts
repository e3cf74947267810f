import { describe, expect, it } from 'vitest';
import { emptyForm, formOf, inputOf } from './questions.svelte';

describe('a question', () => {
	it('keeps its choices one a line, and only for a choice', () => {
		const form = { ...emptyForm(), label: ' Plat ', kind: 'choice' as const, options: ' Poisson\n\nLégumes ' };
		expect(inputOf(form)).toEqual({ label: 'Plat', kind: 'choice', options: ['Poisson', 'Légumes'], required: false, asked: 'page' });
		expect(inputOf({ ...form, kind: 'text' }).options).toEqual([]);
	});

	it('reads back as it was typed', () => {
		const question = { id: 'q', label: 'Plat', kind: 'choice' as const, options: ['A', 'B'], required: true, asked: 'both' as const, retired: false };
		expect(inputOf(formOf(question))).toEqual({ label: 'Plat', kind: 'choice', options: ['A', 'B'], required: true, asked: 'both' });
	});
});
