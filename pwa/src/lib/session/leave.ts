import { goto } from '$app/navigation';
import { people } from '$lib/people';
import { session } from './session.svelte';
import { toasts } from '$lib/ui/toasts.svelte';

/** Signs out, empties what the device holds, and shows the sign-in page. */
export async function leave(): Promise<void> {
	toasts.flush();
	people.forget();
	await session.signOut();
	await goto('/connexion?sortie=1');
}
