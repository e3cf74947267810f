export { sendCode, signIn, signInWithPasskey, type SignInResult } from './auth';
export { passkeysWork } from './passkeys';
export type { Right } from './rights';
export { session } from './session.svelte';
