/** What this feature asks of the server. */
import { api, ask, upload, type TicketPlan, type TicketSource, type UploadOptions } from '$lib/api';

export interface How {
	commit: boolean;
	/** Whoever the source names no more is marked as not coming. */
	withdraw: boolean;
}

export const fetchSources = async (event_id: string): Promise<TicketSource[]> =>
	(await ask(api.GET('/api/v1/events/{event_id}/tickets', { params: { path: { event_id } } }))).items;

export const takeFile = (event: string, label: string, file: File, how: How, options: UploadOptions = {}): Promise<TicketPlan> =>
	upload(`/api/v1/events/${event}/tickets`, file, {
		...options,
		fields: { label, commit: String(how.commit), withdraw_missing: String(how.withdraw) },
	});

export const statusesAddress = (event: string, source: string): string => `/api/v1/events/${event}/tickets/${source}/statuses.csv`;
