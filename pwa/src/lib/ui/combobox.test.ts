import { describe, expect, it, vi } from 'vitest';
import { Suggestions } from './combobox.svelte';

const option = (value: string) => ({ value, label: value });

describe('suggestions', () => {
	it('take the first with Enter, and walk around', async () => {
		const suggestions = new Suggestions<string>(() => () => [option('a'), option('b')]);
		suggestions.search('', 0);
		await vi.waitFor(() => expect(suggestions.current?.value).toBe('a'));
		suggestions.move(-1);
		expect(suggestions.current?.value).toBe('b');
		suggestions.close();
		expect(suggestions.current).toBeUndefined();
	});
	it('choose nothing by themselves where what is typed may stand', async () => {
		const suggestions = new Suggestions<string>(() => () => [option('a')], () => true);
		suggestions.search('x', 0);
		await vi.waitFor(() => expect(suggestions.options).toHaveLength(1));
		expect(suggestions.current).toBeUndefined();
		suggestions.move(1);
		expect(suggestions.current?.value).toBe('a');
		suggestions.move(1);
		expect(suggestions.current).toBeUndefined();
	});
	it('forget the answer to an older question', async () => {
		const answers: ((options: { value: string; label: string }[]) => void)[] = [];
		const suggestions = new Suggestions<string>(() => () => new Promise((resolve) => answers.push(resolve)));
		suggestions.search('a', 0);
		await vi.waitFor(() => expect(answers).toHaveLength(1));
		suggestions.search('ab', 0);
		await vi.waitFor(() => expect(answers).toHaveLength(2));
		answers[1]?.([option('new')]);
		answers[0]?.([option('old')]);
		await vi.waitFor(() => expect(suggestions.options[0]?.value).toBe('new'));
	});
});
