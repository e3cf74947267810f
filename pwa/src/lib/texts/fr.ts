/** Every French word of the interface, one catalog a section. A second language is a sibling with this type. */
import { account } from './fr/account';
import { board } from './fr/board';
import { contacts } from './fr/contacts';
import { devices } from './fr/devices';
import { events } from './fr/events';
import { home } from './fr/home';
import { imports } from './fr/imports';
import { notices } from './fr/notices';
import { session } from './fr/session';
import { shell } from './fr/shell';
import { ui } from './fr/ui';

export const fr = { ui, shell, session, home, contacts, imports, events, board, devices, notices, account } as const;
export type Texts = typeof fr;
