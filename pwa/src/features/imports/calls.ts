/** What this feature asks of the server. */
import { api, ask, upload, type Import, type ImportRow, type ImportWatched, type UploadOptions } from '$lib/api';

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
export const commitImport = (id: string): Promise<Import> =>
	ask(api.POST('/api/v1/contacts/imports/{import_id}/commit', { params: at(id) }));
