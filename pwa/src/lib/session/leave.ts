import { goto } from '$app/navigation';
import { people } from '$lib/people';
import { session } from './session.svelte';
import { toasts } from '$lib/ui/toasts.svelte';

/** A network that is slow does not hold anybody here. ms */
const AT_MOST = 3000;

/** Signs out, empties what the device holds, and shows the sign-in page. */
export async function leave(): Promise<void> {
	toasts.flush();
	// Whoever comes next must not be told what is this person's. Without a network the browser's side ends all the same.
	const stopped = import('$lib/push/attend.svelte').then(({ leave }) => leave()).catch(() => undefined);
	await Promise.race([stopped, new Promise((done) => setTimeout(done, AT_MOST))]);
	people.forget();
	await session.signOut();
	await goto('/connexion?sortie=1');
}
