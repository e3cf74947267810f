/** The open modal dialogs. Everything outside the topmost can be neither reached nor heard, a toast neither. */
class Layers {
	#open = $state.raw<readonly HTMLElement[]>([]);

	get top(): HTMLElement | undefined {
		return this.#open.at(-1);
	}

	/** LAYER is the topmost until the returned function is called, or another one opens. */
	add(layer: HTMLElement): () => void {
		this.#open = [...this.#open, layer];
		return () => (this.#open = this.#open.filter((other) => other !== layer));
	}
}

export const layers = new Layers();
