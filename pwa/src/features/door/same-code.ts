/** Keeps a code held before the camera from being read ten times a second. */
const SAME_CODE_MS = 5000;

export class SameCode {
	#seen = new Map<string, number>();

	/** A code is new when it was not seen during the last five seconds: while it stays in view it is old. NOW in ms. */
	isNew(code: string, now: number): boolean {
		for (const [old, at] of this.#seen) if (now - at >= SAME_CODE_MS) this.#seen.delete(old);
		const fresh = !this.#seen.has(code);
		this.#seen.set(code, now);
		return fresh;
	}
}
