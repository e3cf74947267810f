import { redirect } from '@sveltejs/kit';
import { session } from '$lib/session';
import type { LayoutLoad } from './$types';

/** Nothing of the application is shown before it is known who is there. */
export const load: LayoutLoad = async ({ url, untrack }) => {
	await session.start();
	const here = untrack(() => url.pathname + url.search);
	if (session.status !== 'in') redirect(307, here === '/' ? '/connexion' : `/connexion?suite=${encodeURIComponent(here)}`);
};
