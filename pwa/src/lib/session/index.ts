export { sendCode, signIn, type SignInResult } from './auth';
export type { Right } from './rights';
export { session } from './session.svelte';
