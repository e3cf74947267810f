/** What this feature asks of the server. */
import { api, ask, askFile, upload, type CheckinList, type PretixChange, type PretixRead, type PretixWish, type TicketPlan, type TicketSource, type UploadOptions } from '$lib/api';

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

export const statusesFile = (event_id: string, source_id: string): Promise<File> =>
	askFile(api.POST('/api/v1/events/{event_id}/tickets/{source_id}/statuses', { params: { path: { event_id, source_id } }, parseAs: 'blob' }));

const PRETIX = '/api/v1/events/{event_id}/tickets/{source_id}/pretix' as const;
const at = (event_id: string, source_id: string) => ({ params: { path: { event_id, source_id } } });

export const linkPretix = async (event_id: string, body: PretixWish): Promise<TicketSource[]> =>
	(await ask(api.POST('/api/v1/events/{event_id}/tickets/pretix', { params: { path: { event_id } }, body }))).items;
/** Only what is given changes. */
export const changePretix = async (event: string, source: string, body: Partial<PretixChange>): Promise<TicketSource[]> =>
	(await ask(api.PATCH(PRETIX, { ...at(event, source), body: body as PretixChange }))).items;
export const unlinkPretix = (event: string, source: string): Promise<unknown> => ask(api.DELETE(PRETIX, at(event, source)));
export const fetchLists = async (event: string, source: string): Promise<CheckinList[]> => (await ask(api.GET(`${PRETIX}/lists`, at(event, source)))).items;
export const askReading = (event: string, source: string): Promise<PretixRead> => ask(api.POST(`${PRETIX}/fetch`, at(event, source)));
export const fetchReading = (event: string, source: string): Promise<PretixRead> => ask(api.GET(PRETIX, at(event, source)));
export const takeReading = (event: string, source: string, { withdraw }: How): Promise<TicketPlan> =>
	ask(api.POST(`${PRETIX}/take`, { ...at(event, source), body: { withdraw_missing: withdraw } }));
