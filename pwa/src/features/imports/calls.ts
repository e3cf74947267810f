/** What this feature asks of the server. */
import { api, ask, upload, type Import, type ImportKept, type ImportMapping, type ImportOptions, type ImportRow, type ImportWatched, type UploadOptions } from '$lib/api';

export type Filter = 'all' | 'create' | 'update' | 'unchanged' | 'refused' | 'warning';

const at = (id: string) => ({ path: { import_id: id } });

export const fetchImports = (limit = 20): Promise<{ items: Import[]; total: number }> =>
	ask(api.GET('/api/v1/contacts/imports', { params: { query: { limit } } }));
export const fetchImport = (id: string): Promise<ImportWatched> =>
	ask(api.GET('/api/v1/contacts/imports/{import_id}', { params: at(id) }));
export const fetchRows = (id: string, filter: Filter, offset: number, limit: number): Promise<{ items: ImportRow[]; total: number }> =>
	ask(api.GET('/api/v1/contacts/imports/{import_id}/rows', {
		params: { ...at(id), query: { outcome: filter === 'all' ? '' : filter, offset, limit } },
	}));
export const sendFile = (file: File, options: UploadOptions): Promise<Import> => upload('/api/v1/contacts/imports', file, options);
export const changeImport = (id: string, body: ImportOptions): Promise<Import> =>
	ask(api.PATCH('/api/v1/contacts/imports/{import_id}', { params: at(id), body }));
export const undoImport = (id: string): Promise<Import> =>
	ask(api.POST('/api/v1/contacts/imports/{import_id}/undo', { params: at(id) }));
export const fetchKept = (id: string): Promise<{ items: ImportKept[]; total: number }> =>
	ask(api.GET('/api/v1/contacts/imports/{import_id}/kept', { params: { ...at(id), query: { limit: 100 } } }));
export const fetchTargets = (): Promise<{ key: string; label: string; group: string }[]> =>
	ask(api.GET('/api/v1/contacts/imports/targets'));
export const saveMapping = (id: string, name: string): Promise<ImportMapping> =>
	ask(api.POST('/api/v1/contacts/imports/{import_id}/mapping', { params: at(id), body: { name } }));
export const refusedAddress = (id: string): string => `/api/v1/contacts/imports/${id}/refused.xlsx`;
export const commitImport = (id: string): Promise<Import> =>
	ask(api.POST('/api/v1/contacts/imports/{import_id}/commit', { params: at(id) }));
