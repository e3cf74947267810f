import { Problem, type Delivery, type Endpoint } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { EndpointDetail, healthOf, type EndpointParts } from './endpoint.svelte';

const endpoint: Endpoint = {
	id: '1', label: 'Entrepôt', url: 'https://example.org/', kinds: ['guest.arrived'], active: true, stopped_because: '',
	succeeded_at: null, failures: 0, created_at: '2026-11-26T10:00:00Z',
};
const delivery = (values: Partial<Delivery>): Delivery =>
	({ id: 'a', kind: 'test', state: 'waiting', attempts: 0, status: 0, why: '', happened_at: '2026-11-26T10:00:00Z', not_before: '2026-11-26T10:00:00Z', ...values });

function make(parts: Partial<EndpointParts> = {}) {
	return new EndpointDetail('1', {
		all: vi.fn(async () => ({ items: [endpoint], kinds: [] })),
		deliveries: vi.fn(async () => ({ items: [delivery({})], total: 1 })),
		change: vi.fn(async () => endpoint),
		test: vi.fn(async () => delivery({})),
		renew: vi.fn(async () => ({ ...endpoint, secret: 'whsec_' })),
		remove: vi.fn(async () => null),
		...parts,
	});
}

describe('a connection to another system (RF-15)', () => {
	it('says how it is', () => {
		const told = [{}, { succeeded_at: '2026-11-26T10:00:00Z' }, { failures: 2 }, { active: false }, { active: false, stopped_because: '410' }];
		expect(told.map((values) => healthOf({ ...endpoint, ...values }))).toEqual(['untried', 'fine', 'failing', 'paused', 'stopped']);
	});
	it('looks again as long as something was not tried yet', async () => {
		const detail = make();
		await detail.load();
		expect(detail.expects).toBe(true);
		const waiting = make({ deliveries: vi.fn(async () => ({ items: [delivery({ attempts: 1 })], total: 1 })) });
		await waiting.load();
		expect(waiting.expects).toBe(false);
	});
	it('is gone when the list has it no more', async () => {
		const detail = make({ all: vi.fn(async () => ({ items: [], kinds: [] })) });
		await detail.load();
		expect([detail.gone, detail.endpoint]).toEqual([true, null]);
	});
	it('keeps what is shown when a change is refused', async () => {
		const detail = make({ change: () => Promise.reject(new Problem(422, 'invalid', 'Une adresse https publique est attendue.')) });
		await detail.load();
		expect(await detail.change({ active: false })).toBeNull();
		expect([detail.endpoint?.label, detail.problem?.status, detail.busy]).toEqual(['Entrepôt', 422, false]);
	});
});
