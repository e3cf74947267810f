import { expect, it } from 'vitest';
import { layers } from './layers.svelte';

it('knows the topmost of the open dialogs, in whatever order they close', () => {
	const [first, second] = [{} as HTMLElement, {} as HTMLElement];
	const [closeFirst, closeSecond] = [layers.add(first), layers.add(second)];
	expect(layers.top).toBe(second);
	closeFirst();
	expect(layers.top).toBe(second);
	closeSecond();
	expect(layers.top).toBeUndefined();
});
