/** What this feature asks of the server. */
import {
	api, ask, type AddedGuests, type ContactListCard, type AddGuests, type ContactCard, type Event, type EventDetail, type EventIn, type EventQuestion, type EventQuestionIn, type EventQuestionPatch, type EventQuestions, type GuestProposal, type GuestReply, type EventPatch, type Guest,
	type GuestAnswer, type GuestPatch, type InvitationPreview, type Invited, type TraceEntry,
} from '$lib/api';

export type Period = 'upcoming' | 'past';
export interface EventQuery {
	q: string;
	period: Period;
	sort: string;
	limit: number;
	offset: number;
}

const of = (event_id: string) => ({ params: { path: { event_id } } });
const at = (event_id: string, guest_id: string) => ({ params: { path: { event_id, guest_id } } });

export const fetchEvents = (query: EventQuery): Promise<{ items: Event[]; total: number }> => ask(api.GET('/api/v1/events', { params: { query } }));
export const fetchCategories = async (): Promise<string[]> => (await ask(api.GET('/api/v1/events/categories'))).items;
export const fetchEvent = (id: string): Promise<EventDetail> => ask(api.GET('/api/v1/events/{event_id}', of(id)));
export const createEvent = (body: EventIn): Promise<EventDetail> => ask(api.POST('/api/v1/events', { body }));
/** Only what is given changes; `version` is the one that was read. */
export const changeEvent = (id: string, body: Partial<EventPatch> & { version: number }): Promise<EventDetail> =>
	ask(api.PATCH('/api/v1/events/{event_id}', { ...of(id), body: body as EventPatch }));
export const cancelEvent = (id: string): Promise<EventDetail> => ask(api.POST('/api/v1/events/{event_id}/cancel', of(id)));

export const fetchEventHistory = (id: string): Promise<TraceEntry[]> => ask(api.GET('/api/v1/events/{event_id}/history', of(id)));

export const fetchGuests = (id: string, limit: number, offset: number): Promise<{ items: Guest[]; total: number; cursor: number }> =>
	ask(api.GET('/api/v1/events/{event_id}/guests', { params: { path: { event_id: id }, query: { limit, offset } } }));
export const addGuests = (id: string, body: AddGuests): Promise<AddedGuests> => ask(api.POST('/api/v1/events/{event_id}/guests', { ...of(id), body }));

const GUEST = '/api/v1/events/{event_id}/guests/{guest_id}' as const;
export const fetchGuest = (id: string, guest: string): Promise<Guest> => ask(api.GET(GUEST, at(id, guest)));
export const fetchGuestHistory = (id: string, guest: string): Promise<TraceEntry[]> => ask(api.GET(`${GUEST}/history`, at(id, guest)));
export const changeGuest = (id: string, guest: string, body: GuestPatch): Promise<Guest> => ask(api.PATCH(GUEST, { ...at(id, guest), body }));
export const removeGuest = (id: string, guest: string): Promise<unknown> => ask(api.DELETE(GUEST, at(id, guest)));
export const answerFor = (id: string, guest: string, body: GuestAnswer): Promise<Guest> => ask(api.POST(`${GUEST}/answer`, { ...at(id, guest), body }));
export const reissue = (id: string, guest: string): Promise<Guest> => ask(api.POST(`${GUEST}/reissue`, at(id, guest)));
export const revoke = (id: string, guest: string): Promise<Guest> => ask(api.POST(`${GUEST}/revoke`, at(id, guest)));

export const fetchFollowed = async (id: string): Promise<string[]> => (await ask(api.GET('/api/v1/events/{event_id}/followed', of(id)))).guest_ids;
export const follow = (id: string, guest: string): Promise<unknown> => ask(api.POST(`${GUEST}/follow`, at(id, guest)));
export const unfollow = (id: string, guest: string): Promise<unknown> => ask(api.DELETE(`${GUEST}/follow`, at(id, guest)));

const QUESTIONS = '/api/v1/events/{event_id}/questions' as const;
export const fetchQuestions = (id: string): Promise<EventQuestions> => ask(api.GET(QUESTIONS, of(id)));
export const addQuestion = (id: string, body: EventQuestionIn): Promise<EventQuestion> => ask(api.POST(QUESTIONS, { ...of(id), body }));
/** Only what is given changes. */
export const changeQuestion = (event_id: string, question_id: string, body: Partial<EventQuestionPatch>): Promise<EventQuestion> =>
	ask(api.PATCH(`${QUESTIONS}/{question_id}`, { params: { path: { event_id, question_id } }, body: body as EventQuestionPatch }));
export const orderQuestions = (id: string, ids: string[]): Promise<EventQuestions> => ask(api.POST(`${QUESTIONS}/order`, { ...of(id), body: { ids } }));
export const fetchReplies = async (id: string, guest: string): Promise<GuestReply[]> => (await ask(api.GET(`${GUEST}/replies`, at(id, guest)))).items;
export const fetchProposal = (id: string, guest: string): Promise<GuestProposal> => ask(api.GET(`${GUEST}/proposal`, at(id, guest)));
export const saveReplies = async (id: string, guest: string, replies: Record<string, string>): Promise<GuestReply[]> =>
	(await ask(api.PATCH(`${GUEST}/replies`, { ...at(id, guest), body: { replies } }))).items;

export interface Wording {
	subject: string;
	message: string;
}
export const invite = (id: string, guest_ids: string[] | null, wording: Wording): Promise<Invited> =>
	ask(api.POST('/api/v1/events/{event_id}/invitations', { ...of(id), body: { guest_ids, ...wording } }));
export const previewInvitation = (id: string, query: Wording): Promise<InvitationPreview> =>
	ask(api.GET('/api/v1/events/{event_id}/invitations/preview', { params: { path: { event_id: id }, query } }));
export const fetchContacts = (q: string, limit: number): Promise<{ items: ContactCard[]; total: number }> =>
	ask(api.GET('/api/v1/contacts', { params: { query: { q, limit } } }));

/** The lists of contacts that may be used, by name. */
export const fetchContactLists = async (): Promise<ContactListCard[]> =>
	(await ask(api.GET('/api/v1/lists', { params: { query: { limit: 200, sort: 'name' } } }))).items;
