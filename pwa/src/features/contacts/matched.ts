import { fold } from '$lib/people';
import { neededWords } from '$lib/people/words';
import type { Row } from './list.svelte';

/** Whether what is shown of a row says by itself why it was found: each word of the query is marked in it somewhere. */
export function isObvious(row: Row, query: string): boolean {
	const shown = ` ${fold([row.name, row.function, row.organisation, row.email].join(' '))} ${row.phone.replaceAll(' ', '')}`;
	return neededWords(query).every((word) => shown.includes(/^\d/.test(word) ? word : ` ${word}`));
}
