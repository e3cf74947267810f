import { MediaQuery } from 'svelte/reactivity';

/** The one width at which a screen changes its arrangement: side bar, tables and panes instead of cards. */
export const desk: { readonly current: boolean } = globalThis.window ? new MediaQuery('min-width: 1024px') : { current: true };
