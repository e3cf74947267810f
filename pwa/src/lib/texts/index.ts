/** The catalog in use: `t.contacts.title`. Only French for now; choosing another happens here and nowhere else. */
export * as t from './fr';
export * from './format';
export * from './zones';
export { plural, typeset } from './french';
