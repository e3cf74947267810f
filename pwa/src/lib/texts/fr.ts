/** Every French word of the interface, one catalog a section. A screen loads only the sections it uses. */
export { account } from './fr/account';
export { board } from './fr/board';
export { contacts } from './fr/contacts';
export { devices } from './fr/devices';
export { events } from './fr/events';
export { exports } from './fr/exports';
export { guests } from './fr/guests';
export { history } from './fr/history';
export { home } from './fr/home';
export { imports } from './fr/imports';
export { lists } from './fr/lists';
export { notices } from './fr/notices';
export { session } from './fr/session';
export { shell } from './fr/shell';
export { ui } from './fr/ui';
