import { describe, expect, it } from 'vitest';
import type { Conflict } from '$lib/api';
import { scansOf } from './conflicts.svelte';

function scan(id: number, happened_at: string): Conflict['scan'] {
	return {
		id, happened_at, device_id: 'd', device: 'Borne', gate: 'A', zone: '', direction: 'in', method: '', verdict: 'admitted', reason: '', message: '',
		alone: true, let_in: true, count: 1, override_reason: '', at: happened_at, received_at: happened_at, withdrawn_at: null,
	};
}

describe('conflicts', () => {
	it('tells the scans in the order in which they happened, whichever came second', () => {
		const conflict = { scan: scan(1, '2026-11-21T18:00:00Z'), other: scan(2, '2026-11-21T18:05:00Z') } as Conflict;
		expect(scansOf(conflict).map(({ id }) => id)).toEqual([1, 2]);
		expect(scansOf({ ...conflict, scan: scan(3, '2026-11-21T19:00:00Z') }).map(({ id }) => id)).toEqual([2, 3]);
		expect(scansOf({ ...conflict, other: null }).map(({ id }) => id)).toEqual([1]);
	});
});
