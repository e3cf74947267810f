/** Short names for the schemas of openapi.json; the only file that knows what the server calls them. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['MeOut'];
export type ContactCard = Schemas['ContactCard'];
export type Contact = Schemas['ContactOut'];
export type ContactIn = Schemas['ContactIn'];
export type ContactPatch = Schemas['ContactPatch'];
export type ContactPoint = Schemas['ContactPointOut'];
export type Position = Schemas['PositionOut'];
export type OfflineContact = Schemas['OfflineContact'];
export type TraceEntry = Schemas['TraceEntry'];
export type Import = Schemas['ImportOut'];
export type ImportWatched = Schemas['ImportWatched'];
export type ImportRow = Schemas['ImportRowOut'];
export type Event = Schemas['EventOut'];
export type EventDetail = Schemas['EventDetailOut'];
export type EventIn = Schemas['EventIn'];
export type EventPatch = Schemas['EventPatch'];
export type EventCounts = Event['counts'];
export type Guest = Schemas['GuestOut'];
export type GuestPatch = Schemas['GuestPatch'];
export type GuestAnswer = Schemas['AnswerIn'];
export type NewGuest = Schemas['NewGuestIn'];
export type AddGuests = Schemas['AddGuestsIn'];
export type AddedGuests = Schemas['AddedOut'];
export type Invited = Schemas['InvitedOut'];
export type InvitationPreview = Schemas['PreviewOut'];
export type Board = Schemas['BoardOut'];
export type Device = Schemas['DeviceOut'];
export type Pairing = Schemas['PairingOut'];
export type Notice = Schemas['NoticeOut'];
