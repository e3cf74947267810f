import type { Export, ExportChoices, ExportWatched, LetterTemplate } from '$lib/api';
import { Problem } from '$lib/api';
import type { Change } from '$lib/live';
import { describe, expect, it, vi } from 'vitest';
import { readWho } from './address';
import { ExportState } from './export.svelte';
import { Exporting, type ExportingParts } from './exporting.svelte';
import { moved } from './order';

const format = (key: string, more: object = {}) => ({ key, label: key, hint: '', chooses_columns: key === 'xlsx', takes_template: key === 'letters', why_not: '', ...more });
const choices = {
	formats: [format('xlsx'), format('outlook'), format('labels'), format('letters'), format('letters_pdf', { why_not: 'LibreOffice' })],
	columns: ['name', 'email', 'phone'].map((key) => ({ key, header: key, group: '', is_sensitive: false })),
	usual: ['name', 'email', 'note'],
	format: 'xlsx',
	habits: { xlsx: { columns: ['phone', 'name'], options: { every_position: true } }, outlook: { columns: [], options: { encoding: null } } },
	may_use_private: false,
	sheets: [{ key: 'L7160', columns: 3, rows: 7, width: 63.5, height: 38.1, left: 7, top: 15, gap: 2.5 }, { key: 'L7163', columns: 2, rows: 7, width: 99, height: 38, left: 4, top: 15, gap: 2.5 }],
} as unknown as ExportChoices;
const template = (id: string, label: string | null) => ({ id, name: id, fields: [{ name: 'Nom', label }], mine: true }) as unknown as LetterTemplate;

async function make(parts: Partial<ExportingParts> = {}): Promise<Exporting> {
	const exporting = new Exporting({ scope: 'all' }, {
		choices: vi.fn(async () => choices),
		count: vi.fn(async () => 12),
		create: vi.fn(async () => ({ id: '1' }) as Export),
		templates: vi.fn(async () => ({ items: [template('a', 'Nom')], offered: ['Nom'] })),
		send: vi.fn(async () => template('b', null)),
		remove: vi.fn(async () => undefined),
		...parts,
	});
	await exporting.load();
	return exporting;
}

describe('choosing an export', () => {
	it('begins with what was chosen last', async () => {
		const exporting = await make();
		expect([exporting.columns, exporting.options.every_position, exporting.total]).toEqual([['phone', 'name'], true, 12]);
	});
	it('falls back on what is usual, and leaves out what one may not see', async () => {
		const exporting = await make({ choices: async () => ({ ...choices, habits: {} }) });
		expect(exporting.columns).toEqual(['name', 'email']);
		exporting.choose('outlook');
		expect(exporting.options.encoding).toBe('cp1252');
	});
	it('needs a column, and keeps their order', async () => {
		const create = vi.fn(async () => ({ id: '1' }) as Export);
		const exporting = await make({ create });
		exporting.drop('phone');
		exporting.drop('name');
		expect(exporting.ready).toBe(false);
		['email', 'name', 'phone'].forEach((key) => exporting.add(key));
		exporting.move(2, 0);
		await exporting.submit();
		expect(create).toHaveBeenCalledWith(expect.objectContaining({ columns: ['phone', 'email', 'name'], format: 'xlsx' }));
	});
	it('starts again at the first label of a smaller sheet', async () => {
		const exporting = await make();
		exporting.choose('labels');
		exporting.set({ start: 20 });
		exporting.set({ sheet: 'L7163' });
		expect(exporting.options.start).toBe(1);
	});
	it('does not write letters with fields that nobody knows', async () => {
		const exporting = await make();
		exporting.choose('letters');
		await vi.waitFor(() => expect(exporting.ready).toBe(true));
		await exporting.send({} as File);
		expect([exporting.unknown, exporting.ready]).toEqual([['Nom'], false]);
		await exporting.remove(template('b', null));
		expect(exporting.ready).toBe(true);
	});
	it('cannot ask for what the server can’t make, and shows why it refuses', async () => {
		const exporting = await make({ create: () => Promise.reject(new Problem(422, 'nothing_to_export', 'Aucun contact à exporter.')) });
		exporting.choose('letters_pdf');
		expect(exporting.ready).toBe(false);
		exporting.choose('xlsx');
		expect(await exporting.submit()).toBeNull();
		expect([exporting.problem?.detail, exporting.busy]).toEqual(['Aucun contact à exporter.', false]);
	});
});

describe('an export under way', () => {
	const progress = (id: string, done: number, status: string): Change =>
		({ type: 'change', audience: 'user:1', cursor: done, kind: 'export_progressed', data: { export_id: id, status, done, total: 10 }, at: '' });
	it('follows its own progress and reads itself again at the end', async () => {
		let status = 'waiting';
		const state = new ExportState('1', async () => ({ id: '1', status, done: 0, total: 10, cursor: 4 }) as unknown as ExportWatched);
		expect(await state.load()).toBe(4);
		state.take(progress('2', 9, 'waiting'));
		expect(state.share).toBe(0);
		state.take(progress('1', 5, 'waiting'));
		expect(state.share).toBe(0.5);
		status = 'done';
		state.take(progress('1', 10, 'done'));
		await vi.waitFor(() => expect(state.data?.status).toBe('done'));
	});
});

describe('small parts', () => {
	it('moves a column', () => {
		expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
		expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
	});
	it('reads a list from the address', () => {
		expect(readWho(new URL('http://x/exports/nouveau?liste=7'))).toEqual({ scope: 'list', list_id: '7' });
		expect(readWho(new URL('http://x/exports/nouveau?q=dupont'))).toEqual({ scope: 'all' });
	});
});
