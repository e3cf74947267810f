import { Problem, type Candidate, type CandidateDetail, type Contact } from '$lib/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CandidateDecision, formOf, type DecisionParts } from './decision.svelte';
import { CandidateList } from './list.svelte';

const candidate = (id: string, over: Partial<Candidate> = {}): Candidate => ({
	id, name: 'Hélène Lefèvre', given_name: 'Hélène', family_name: 'Lefèvre', organisation: 'Radio Littoral', function: '', email: 'h@x.example', phone: '', profile: '',
	origin: { kind: 'answer', kind_label: 'Réponse', label: 'Réponse', url: '' }, proposed_by: 'Zoé', proposed_at: '2026-11-21T17:30:00Z', state: 'pending',
	decided_by: '', decided_at: null, note: '', person: null, erased: false, version: 1, ...over,
});
const detail = (over: Partial<Candidate> = {}): CandidateDetail => ({ ...candidate('one', over), matches: [], alike: [] });

function parts(answers: CandidateDetail[], over: Partial<DecisionParts> = {}) {
	return {
		fetchCandidate: vi.fn(() => Promise.resolve(answers.length > 1 ? (answers.shift() as CandidateDetail) : (answers[0] as CandidateDetail))),
		accept: vi.fn(() => Promise.resolve({ id: 'p', name: 'Hélène Lefèvre' } as Contact)),
		attach: vi.fn(() => Promise.resolve({ id: 'p', name: 'Hélène Lefèvre' } as Contact)),
		refuse: vi.fn(() => Promise.resolve(candidate('one', { state: 'refused' }))),
		reopen: vi.fn(() => Promise.resolve(candidate('one'))),
		...over,
	} satisfies DecisionParts;
}

describe('the decision on a proposed contact (RF-20)', () => {
	it('proposes what was said, and sends what was put right with the version that was read', async () => {
		const given = parts([detail({ version: 3 })]);
		const decision = new CandidateDecision('one', given);
		await decision.open();
		expect(decision.form).toEqual(formOf(detail()));
		expect(decision.touched).toBe(false);
		decision.form.family_name = 'Lefèbvre';
		expect(decision.touched).toBe(true);
		expect(await decision.accept()).toMatchObject({ id: 'p' });
		expect(given.accept).toHaveBeenCalledWith('one', expect.objectContaining({ family_name: 'Lefèbvre', email: 'h@x.example', version: 3 }));
	});

	it('asks nothing of the server without a family name', async () => {
		const given = parts([detail()]);
		const decision = new CandidateDecision('one', given);
		await decision.open();
		decision.form.family_name = '  ';
		expect(await decision.accept()).toBeNull();
		expect(decision.fields.family_name).toBeTruthy();
		expect(given.accept).not.toHaveBeenCalled();
	});

	it('marks the fields that the server refuses', async () => {
		const refuse = () => Promise.reject(new Problem(422, 'invalid', 'Non', { email: 'Pas valable' }));
		const decision = new CandidateDecision('one', parts([detail()], { accept: refuse }));
		await decision.open();
		expect(await decision.accept()).toBeNull();
		expect(decision.fields).toEqual({ email: 'Pas valable' });
	});

	it('follows a correction, and keeps what somebody was typing', async () => {
		const said = [detail(), detail({ function: 'Rédactrice', version: 2 }), detail({ function: 'Directrice', version: 3 })];
		const decision = new CandidateDecision('one', parts(said));
		await decision.open();
		await decision.reload();
		expect(decision.form.function).toBe('Rédactrice');
		expect(decision.corrected).toBe(false);
		decision.form.given_name = 'Helena';
		await decision.reload();
		expect(decision.form).toMatchObject({ given_name: 'Helena', function: 'Rédactrice' });
		expect(decision.corrected).toBe(true);
		await decision.restore();
		expect(decision.form).toMatchObject({ given_name: 'Hélène', function: 'Directrice' });
		expect(decision.corrected).toBe(false);
	});

	it('shows what a colleague decided meanwhile', async () => {
		const conflict = () => Promise.reject(new Problem(409, 'candidate_decided', 'Déjà décidé'));
		const decision = new CandidateDecision('one', parts([detail(), detail({ state: 'accepted' })], { attach: conflict }));
		await decision.open();
		expect(await decision.attach('p')).toBeNull();
		expect(decision.problem?.detail).toBe('Déjà décidé');
		expect(decision.isPending).toBe(false);
	});

	it('refuses with a reason, and takes it back', async () => {
		const given = parts([detail(), detail()]);
		const decision = new CandidateDecision('one', given);
		await decision.open();
		await decision.refuse(' Pas nos domaines ', false);
		expect(given.refuse).toHaveBeenCalledWith('one', 1, 'Pas nos domaines', false);
		expect(await decision.reopen()).toBe(true);
	});

	it('drops a late answer', async () => {
		let slow: (found: CandidateDetail) => void = () => undefined;
		const answers = [new Promise<CandidateDetail>((resolve) => (slow = resolve)), Promise.resolve(detail({ version: 2 }))];
		const decision = new CandidateDecision('one', parts([], { fetchCandidate: () => answers.shift() as Promise<CandidateDetail> }));
		const first = decision.reload();
		await decision.reload();
		slow(detail({ version: 1 }));
		await first;
		expect(decision.candidate?.version).toBe(2);
	});
});

describe('the queue of proposed contacts', () => {
	afterEach(() => vi.useRealTimers());
	const page = (ids: string[], total = ids.length) => Promise.resolve({ items: ids.map((id) => candidate(id)), total });

	it('asks for what is in the address, and again for as many as are shown', async () => {
		vi.useFakeTimers();
		const fetch = vi.fn(({ offset }: { offset: number }) => (offset ? page(['b', 'c'], 3) : page(['a', 'b'], 3)));
		const list = new CandidateList(fetch);
		list.set({ q: ' littoral ', decided: false, kind: 'answer' });
		await vi.runAllTimersAsync();
		expect(fetch).toHaveBeenLastCalledWith({ q: 'littoral', decided: false, kind: 'answer', offset: 0, limit: 50 });
		await list.more();
		expect(list.rows.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
		list.set({ q: '', decided: true, kind: '' });
		expect(list.ready).toBe(false);
		list.close();
	});

	it('finds who stands before and after, and the first where somebody is gone', async () => {
		const list = new CandidateList(() => page(['a', 'b']));
		await list.ask();
		expect(list.beside('a', 1)?.id).toBe('b');
		expect(list.beside('a', -1)).toBeUndefined();
		expect(list.beside('gone', 1)?.id).toBe('a');
	});
});
