/** Where data comes from and how files are read: what imports, scheduled imports and settings ask alike. */
import { api, ask, type DataSource, type ImportMapping } from '$lib/api';

/** The rank of what is typed here: a new source is believed as much (backend/contacts/models/sources.py). */
export const TYPED_HERE = 100;

export const fetchSources = (): Promise<DataSource[]> => ask(api.GET('/api/v1/sources'));
export const createSource = (name: string): Promise<DataSource> => ask(api.POST('/api/v1/sources', { body: { name, rank: TYPED_HERE } }));
export const fetchMappings = (): Promise<ImportMapping[]> => ask(api.GET('/api/v1/contacts/imports/mappings'));
