import type { Import, ImportRow, ImportWatched } from '$lib/api';
import { Problem } from '$lib/api';
import type { Change } from '$lib/live';
import { describe, expect, it, vi } from 'vitest';
import { readFilter, writeFilter } from './filter';
import { ImportState, type ImportParts } from './import.svelte';
import { Sending } from '$lib/files/sending.svelte';

const counts = { rows: 10, blank: 0, create: 5, update: 2, unchanged: 1, refused: 2, warnings: 0, done: 0, total: 7 };
const dryRun = { id: '1', file_name: 'a.xlsx', status: 'dry_run', counts, columns: [], created_at: '2026-11-21T10:00:00Z', cursor: 4 } as unknown as ImportWatched;
const row = (n: number) => ({ row: n }) as ImportRow;
const progress = (done: number, status: string): Change =>
	({ type: 'change', audience: 'user:1', cursor: done, kind: 'import_progressed', data: { import_id: '1', status, done, total: 7 }, at: '' });

function make(parts: Partial<ImportParts> = {}) {
	return new ImportState('1', {
		fetch: vi.fn(async () => dryRun),
		rows: vi.fn(async () => ({ items: [row(3)], total: 1 })),
		commit: vi.fn(async () => ({ ...dryRun, status: 'committing' }) as Import),
		undo: vi.fn(async () => ({ ...dryRun, status: 'undoing' }) as Import),
		change: vi.fn(async () => ({ ...dryRun, file_name: 'b.xlsx' }) as Import),
		kept: vi.fn(async () => ({ items: [], total: 0 })),
		...parts,
	});
}

describe('an import', () => {
	it('says how many contacts it writes, and gives the cursor to follow', async () => {
		const state = make();
		expect(await state.load()).toBe(4);
		expect(state.writes).toBe(7);
	});
	it('follows its progress and reads itself again at the end', async () => {
		const state = make();
		await state.load();
		await state.commit();
		state.take(progress(3, 'committing'));
		expect([state.data?.status, state.data?.counts.done]).toEqual(['committing', 3]);
		expect(state.share).toBeCloseTo(3 / 7);
		state.take({ ...progress(7, 'committed'), data: { import_id: 'other', status: 'committed', done: 7, total: 7 } } as Change);
		expect(state.data?.status).toBe('committing');
	});
	it('undoes itself, and reads what was kept at the end', async () => {
		const undone = { ...dryRun, status: 'undone', counts: { ...counts, kept: 1 } } as ImportWatched;
		const kept = vi.fn(async () => ({ items: [{ name: 'Hélène Lefèvre', reasons: ['…'] }], total: 1 }) as never);
		const state = make({ fetch: vi.fn(async () => undone), kept });
		await state.load();
		expect(state.kept[0]?.name).toBe('Hélène Lefèvre');
		await state.undo();
		expect([state.data?.status, state.running]).toEqual(['undoing', true]);
	});
	it('is read again under other choices, with its rows', async () => {
		const state = make();
		await state.load();
		await state.change({ columns: { A: 'family_name' } });
		expect([state.data?.file_name, state.rows?.length]).toEqual(['b.xlsx', 1]);
	});
	it('waits for its columns where none holds the names, not where nothing can be read', async () => {
		const unreadable = { ...dryRun, status: 'unreadable' } as ImportWatched;
		const nameless = { ...unreadable, columns: [{ letter: 'A', header: 'Invité', field: null }] } as unknown as ImportWatched;
		const [lost, waiting] = [make({ fetch: async () => unreadable }), make({ fetch: async () => nameless })];
		await Promise.all([lost.load(), waiting.load()]);
		expect([lost.byHand, waiting.byHand]).toEqual([false, true]);
	});
	it('shows the rows of the latest filter', async () => {
		const state = make({ rows: vi.fn(async (_, filter) => ({ items: [row(filter === 'refused' ? 9 : 1)], total: 1 })) });
		await Promise.all([state.show('all'), state.show('refused')]);
		expect(state.rows?.[0]?.row).toBe(9);
	});
	it('keeps its chosen rows in the address', () => {
		const url = new URL('http://x/imports/1');
		expect(writeFilter(url, 'refused')).toBe('/imports/1?lignes=refusees');
		expect(readFilter(new URL('http://x/imports/1?lignes=refusees'))).toBe('refused');
		expect([writeFilter(url, 'all'), readFilter(url)]).toEqual(['/imports/1', 'all']);
	});
});

describe('sending a file', () => {
	const file = { name: 'a.txt' } as File;
	it('shows the server’s reason', async () => {
		const sending = new Sending(() => Promise.reject(new Problem(422, 'unreadable_file', 'Ce fichier n’est pas un tableau.')));
		expect(await sending.start(file)).toBeNull();
		expect([sending.problem?.detail, sending.busy]).toEqual(['Ce fichier n’est pas un tableau.', false]);
	});
	it('can be stopped without a complaint', async () => {
		const sending = new Sending(() => Promise.reject(new DOMException('', 'AbortError')));
		await sending.start(file);
		expect([sending.problem, sending.file]).toEqual([null, null]);
	});
});
