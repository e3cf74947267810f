/** aria-describedby of a field: its error, then its hint. */
export function describedBy(id: string, error?: string, hint?: string): string | undefined {
	return [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
}
