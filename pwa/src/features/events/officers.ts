/** What officers ask of the server while they choose guests together: wishes, quotas, reminders. */
import {
	api, ask, type Guest, type GuestsList, type GuestsListWish, type KnownGuest, type Person, type Quota, type QuotaWish, type Reminder, type ReminderPreview,
	type ReminderWish, type RemindNow, type TakenBack,
} from '$lib/api';

const GUEST = '/api/v1/events/{event_id}/guests/{guest_id}' as const;
const of = (event_id: string) => ({ params: { path: { event_id } } });
const at = (event_id: string, guest_id: string) => ({ params: { path: { event_id, guest_id } } });

export const selectGuest = (id: string, guest: string, why: string): Promise<Guest> => ask(api.POST(`${GUEST}/selection`, { ...at(id, guest), body: { why } }));
/** Takes a selection back: one's own, or anybody's for who manages the event. */
export const takeBack = (event_id: string, guest_id: string, selection_id: string): Promise<TakenBack> =>
	ask(api.DELETE(`${GUEST}/selections/{selection_id}`, { params: { path: { event_id, guest_id, selection_id } } }));
/** Who may be the person that is written down, on the list or in the base. */
export const findKnown = (id: string, body: { name: string; email: string; organisation: string }): Promise<KnownGuest[]> =>
	ask(api.POST('/api/v1/events/{event_id}/guests/known', { ...of(id), body }));
const REMINDERS = '/api/v1/events/{event_id}/reminders' as const;
export const fetchReminders = (id: string): Promise<Reminder[]> => ask(api.GET(REMINDERS, of(id)));
export const planReminder = (id: string, body: ReminderWish): Promise<Reminder> => ask(api.POST(REMINDERS, { ...of(id), body }));
export const remindNow = (id: string, body: RemindNow): Promise<Reminder> => ask(api.POST(`${REMINDERS}/now`, { ...of(id), body }));
/** Reads only: the words of a letter are too long for an address. */
export const previewReminder = (id: string, body: RemindNow): Promise<ReminderPreview> => ask(api.POST(`${REMINDERS}/preview`, { ...of(id), body }));
export const cancelReminder = (event_id: string, reminder_id: string): Promise<Reminder> =>
	ask(api.POST(`${REMINDERS}/{reminder_id}/cancel`, { params: { path: { event_id, reminder_id } } }));
export const listGuests = (id: string, body: GuestsListWish): Promise<GuestsList> => ask(api.POST('/api/v1/events/{event_id}/guests/list', { ...of(id), body }));

export const fetchQuotas = (id: string): Promise<Quota[]> => ask(api.GET('/api/v1/events/{event_id}/quotas', of(id)));
export const setQuotas = (id: string, quotas: QuotaWish[]): Promise<Quota[]> => ask(api.POST('/api/v1/events/{event_id}/quotas', { ...of(id), body: { quotas } }));
/** Who can put guests on a list. */
export const fetchOfficers = (): Promise<Person[]> => ask(api.GET('/api/v1/events/officers'));
