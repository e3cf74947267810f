export { live } from './live.svelte';
export type { Change, ChangeKind, ChangeKinds } from './changes';
export type { LiveStatus } from './manager';
export type { Follower } from './subscription';
