import type { Event } from '$lib/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { base } from '$lib/db';
import { HomeState } from './home.svelte';

const NOW = Date.parse('2026-11-21T20:00:00Z');
const event = (id: string, starts_at: string, ends_at: string, state = 'open') => ({ id, starts_at, ends_at, state }) as Event;

beforeEach(() => base.wipe());

describe('home', () => {
	it('knows tonight, what goes on past midnight, and what comes next', async () => {
		const events = [
			event('since yesterday', '2026-11-20T19:00:00Z', '2026-11-21T22:00:00Z'),
			event('tonight', '2026-11-21T18:00:00Z', '2026-11-21T19:00:00Z'),
			event('cancelled', '2026-11-21T18:00:00Z', '2026-11-21T19:00:00Z', 'cancelled'),
			event('past midnight', '2026-11-21T23:30:00Z', '2026-11-22T02:00:00Z'),
			event('tomorrow', '2026-11-22T09:00:00Z', '2026-11-22T12:00:00Z'),
		];
		const home = new HomeState(() => true, async () => ({ events, notices: [], imports: [] }), () => NOW);
		await home.load();
		expect(home.today.map(({ id }) => id)).toEqual(['since yesterday', 'tonight', 'past midnight']);
		expect(home.next.map(({ id }) => id)).toEqual(['tomorrow']);
	});
});
