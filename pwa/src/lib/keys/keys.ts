/** Keyboard shortcuts: the shell listens once, screens bind while they are shown. */

export type Combo = string;

const SEQUENCE_WITHIN = 1200;

export class Keys {
	#bound = new Map<Combo, (() => void)[]>();
	#pending = '';
	#since = 0;

	/** `combo`: "?", "n", "mod+k", or a sequence "g c". The latest binding of a combo wins; the returned function unbinds. */
	bind(combo: Combo, run: () => void): () => void {
		this.#bound.set(combo, [...(this.#bound.get(combo) ?? []), run]);
		return () => this.#bound.set(combo, (this.#bound.get(combo) ?? []).filter((other) => other !== run));
	}

	handle(event: KeyboardEvent): void {
		if (event.defaultPrevented || event.isComposing) return;
		const combo = comboOf(event);
		if (!combo.startsWith('mod+') && (isTyping(event.target) || isDialogOpen())) return;
		const run = this.#match(combo, event.timeStamp);
		if (!run) return;
		event.preventDefault();
		run();
	}

	#match(combo: string, at: number): (() => void) | undefined {
		const sequence = this.#pending && at - this.#since < SEQUENCE_WITHIN ? `${this.#pending} ${combo}` : '';
		this.#pending = combo;
		this.#since = at;
		return (sequence && this.#bound.get(sequence)?.at(-1)) || this.#bound.get(combo)?.at(-1);
	}
}

function comboOf(event: KeyboardEvent): string {
	const mod = event.ctrlKey || event.metaKey;
	if (event.altKey) return `alt+${event.key}`;
	return mod ? `mod+${event.key.toLowerCase()}` : event.key;
}

function isTyping(target: EventTarget | null): boolean {
	const element = target as HTMLElement | null;
	if (!element?.matches) return false;
	return element.isContentEditable || element.matches('input:not([type=checkbox], [type=radio], [type=button]), textarea, select');
}

function isDialogOpen(): boolean {
	return !!globalThis.document?.querySelector('dialog[open]');
}

export const keys = new Keys();
