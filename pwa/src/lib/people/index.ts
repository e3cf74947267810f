export { fold, highlight, words } from './fold';
export { people } from './people.svelte';
