/** Short names for the schemas of openapi.json; the only file that knows what the server calls them. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['MeOut'];
export type ContactCard = Schemas['ContactCard'];
export type Contact = Schemas['ContactOut'];
export type OfflineContact = Schemas['OfflineContact'];
export type TraceEntry = Schemas['TraceEntry'];
export type Import = Schemas['ImportOut'];
export type ImportRow = Schemas['ImportRowOut'];
export type Event = Schemas['EventOut'];
export type Notice = Schemas['NoticeOut'];
