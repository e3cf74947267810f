export { default as History } from './History.svelte';
export { Traces } from './traces.svelte';
export { changesOf } from './words';
