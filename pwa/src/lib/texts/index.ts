import { fr, type Texts } from './fr';

/** The catalog in use. Only French for now; choosing another happens here and nowhere else. */
export const t: Texts = fr;
export * from './format';
export { plural } from './french';
