/** What the open application does about notifications. Loaded behind the first screen, and not with it. */
import { goto } from '$app/navigation';
import { api, ask } from '$lib/api';
import { unread } from '$lib/notices/unread.svelte';
import { subscriber } from './subscription';
import { Told } from './told';

const told = new Told();
let attending = false;

export function attend(): void {
	if (attending) return;
	attending = true;
	// A notification was pressed while the application was open: the service worker brings its page here (worker.ts).
	navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<{ open?: string } | null>) => {
		if (data?.open) void readFrom(new URL(data.open, location.origin));
	});
	if (new URLSearchParams(location.search).has('avis')) void readFrom(new URL(location.href));
	$effect.root(() => {
		$effect(() => void told.count(unread.count).catch(() => undefined));
	});
	void subscriber.keepUp().catch(() => undefined);
}

/** Whoever comes next on this device must not be told what is this person's. */
export async function leave(): Promise<void> {
	await Promise.allSettled([told.clear(), subscriber.stop()]);
}

/** Shows the page of a notice (`?avis=<id>`) under its own address; it is read now. */
async function readFrom(url: URL): Promise<void> {
	const notice_id = url.searchParams.get('avis') ?? '';
	url.searchParams.delete('avis');
	const here = url.pathname === location.pathname;
	await goto(url, { replaceState: here, noScroll: here, keepFocus: here });
	if (!/^[0-9a-f-]{36}$/i.test(notice_id)) return;
	await ask(api.POST('/api/v1/notices/{notice_id}/read', { params: { path: { notice_id } } })).catch(() => undefined);
	await unread.refresh().catch(() => undefined);
}
