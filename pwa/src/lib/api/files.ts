/** Files that a POST gives: it writes who took them, so that they are no links. */
import { ask } from './client';

type Answer = Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** The file under the name that the server gives it, or throws a Problem. CALL parses as a blob. */
export async function askFile(call: Answer): Promise<File> {
	const { response } = await call;
	const content = (await ask(call)) as Blob;
	const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
	return new File([content], name ?? '', { type: content.type });
}

/** Hands FILE to the browser, as a download. */
export function save(file: File): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(file);
	link.download = file.name;
	link.click();
	// Some browsers read it after the click only.
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
