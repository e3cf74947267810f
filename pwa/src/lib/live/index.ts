export { live } from './live.svelte';
export type { Change, ChangeKind, ChangeKinds, GuestStanding } from './changes';
export type { LiveStatus } from './manager';
export type { Follower } from './subscription';
