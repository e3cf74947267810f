/** A file upload with progress, which fetch cannot report. */
import { announce, csrfToken } from './client';
import { offlineProblem, problemFrom } from './problem';

export interface UploadOptions {
	/** Share sent, 0 to 1. */
	onprogress?: (share: number) => void;
	signal?: AbortSignal;
	/** What is said beside the file. */
	fields?: Record<string, string>;
}

export function upload<T>(path: string, file: File, { onprogress, signal, fields = {} }: UploadOptions = {}): Promise<T> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.append(name, value);
		form.append('file', file);
		request.open('POST', path);
		request.setRequestHeader('X-CSRFToken', csrfToken());
		request.setRequestHeader('Accept', 'application/json');
		request.responseType = 'json';
		request.upload.onprogress = (event) => event.lengthComputable && onprogress?.(event.loaded / event.total);
		request.onload = () =>
			request.status < 300
				? resolve(request.response as T)
				: reject(announce(problemFrom(request.status, request.response)));
		request.onerror = () => reject(offlineProblem());
		request.onabort = () => reject(new DOMException('Aborted', 'AbortError'));
		signal?.addEventListener('abort', () => request.abort(), { once: true });
		request.send(form);
	});
}
