import { Problem, type TicketPlan, type TicketStep } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { Taking } from './taking.svelte';

const step = (kind: TicketStep['kind'], reference: string): TicketStep => ({ kind, reference, name: reference, line: 2, changes: {}, why: '' });
const trial: TicketPlan = {
	committed: false, loses_much: false, counts: { new: 2, missing: 1, unchanged: 4, refused: 1 },
	steps: [step('new', 'B1'), step('new', 'B2'), step('missing', 'B3'), step('refused', '')],
};

describe('taking over tickets (RF-15)', () => {
	it('counts what it writes, and those who are missing only when they are to be withdrawn', () => {
		const taking = new Taking('Billetterie', trial, vi.fn());
		expect([taking.writes, taking.kinds]).toEqual([2, ['new', 'missing', 'refused']]);
		taking.withdraw = true;
		expect(taking.writes).toBe(3);
	});
	it('shows one sort at a time', () => {
		const taking = new Taking('Billetterie', trial, vi.fn());
		taking.filter = 'new';
		expect(taking.steps.map(({ reference }) => reference)).toEqual(['B1', 'B2']);
	});
	it('withdraws nobody where half of a list is gone', async () => {
		const run = vi.fn(async () => ({ ...trial, committed: true }));
		const taking = new Taking('Billetterie', { ...trial, loses_much: true }, run);
		taking.withdraw = true;
		await taking.commit();
		expect(run).toHaveBeenCalledWith({ commit: true, withdraw: false });
		expect(taking.committed).toBe(true);
	});
	it('keeps the trial when the server refuses', async () => {
		const taking = new Taking('Billetterie', trial, () => Promise.reject(new Problem(409, 'much_is_missing', 'Plus de la moitié manquent.')));
		await taking.commit();
		expect([taking.committed, taking.problem?.code, taking.busy]).toEqual([false, 'much_is_missing', false]);
	});
});
