/** Whom an address asks to export. Searches and selections name people, and are not in addresses. */
import type { ExportWho } from '$lib/api';

const EVERYBODY: ExportWho = { scope: 'all' };

export function readWho(url: URL): ExportWho {
	const list = url.searchParams.get('liste');
	return list ? { scope: 'list', list_id: list } : EVERYBODY;
}
