// @vitest-environment jsdom
import { session } from '$lib/session';
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import RulesScreen from './RulesScreen.svelte';
import VocabulariesScreen from './VocabulariesScreen.svelte';

vi.mock('$app/state', () => ({ page: { url: new URL('http://x/reglages'), params: {} } }));
vi.mock('$app/navigation', () => ({ goto: vi.fn() }));

beforeEach(() => {
	vi.spyOn(session, 'can').mockReturnValue(true);
	vi.spyOn(globalThis, 'fetch').mockReturnValue(new Promise(() => {}));
});
afterEach(cleanup);

describe('a screen of settings that is being loaded', () => {
	it.each([['rules', RulesScreen], ['vocabularies', VocabulariesScreen]])('keeps what chooses what is shown, with its focus: %s', (_, Screen) => {
		render(Screen);
		expect(screen.getByRole('tablist')).toBeTruthy();
	});
});
