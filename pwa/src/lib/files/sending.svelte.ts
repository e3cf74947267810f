/** One file on its way: chosen, sent, read by the server. */
import { asProblem, type Problem, type UploadOptions } from '$lib/api';

export class Sending<T> {
	file = $state.raw<File | null>(null);
	/** Share sent, 0 to 1; the server reads once it is 1. */
	share = $state(0);
	problem = $state.raw<Problem | null>(null);
	#stop: AbortController | undefined;

	constructor(private readonly send: (file: File, options: UploadOptions) => Promise<T>) {}

	get busy(): boolean {
		return this.file !== null && this.problem === null;
	}

	/** What the server made of it, or null when the file was refused or the sending stopped. */
	async start(file: File): Promise<T | null> {
		this.file = file;
		this.share = 0;
		this.problem = null;
		this.#stop = new AbortController();
		try {
			return await this.send(file, { onprogress: (share) => (this.share = share), signal: this.#stop.signal });
		} catch (error) {
			if (error instanceof DOMException && error.name === 'AbortError') this.file = null;
			else this.problem = asProblem(error);
			return null;
		}
	}

	stop(): void {
		this.#stop?.abort();
		this.file = null;
		this.problem = null;
	}
}
