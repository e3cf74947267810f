/** What this feature asks of the server. */
import {
	api, ask, upload,
	type Export, type ExportChoices, type ExportWatched, type ExportWho, type ExportWish, type LetterTemplate, type LetterTemplates,
} from '$lib/api';

const at = (id: string) => ({ params: { path: { export_id: id } } });

export const fetchChoices = (): Promise<ExportChoices> => ask(api.GET('/api/v1/exports/choices'));
export const countContacts = async (body: ExportWho): Promise<number> => (await ask(api.POST('/api/v1/exports/count', { body }))).count;
export const createExport = (body: ExportWish): Promise<Export> => ask(api.POST('/api/v1/exports', { body }));
export const fetchExport = (id: string): Promise<ExportWatched> => ask(api.GET('/api/v1/exports/{export_id}', at(id)));
export const fetchExports = (everybody: boolean, offset: number, limit: number): Promise<{ items: Export[]; total: number }> =>
	ask(everybody
		? api.GET('/api/v1/exports/register', { params: { query: { offset, limit } } })
		: api.GET('/api/v1/exports', { params: { query: { offset, limit } } }));
export const fetchTemplates = (): Promise<LetterTemplates> => ask(api.GET('/api/v1/exports/templates'));
export const sendTemplate = (file: File): Promise<LetterTemplate> => upload('/api/v1/exports/templates', file);
export const removeTemplate = (id: string): Promise<unknown> =>
	ask(api.DELETE('/api/v1/exports/templates/{template_id}', { params: { path: { template_id: id } } }));

export const fileAddress = (id: string): string => `/api/v1/exports/${id}/file`;
