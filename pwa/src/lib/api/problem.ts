/** One shape for everything that can go wrong with a request (RFC 9457 problem documents, and no answer at all). */
import { t } from '$lib/texts';

export type FieldErrors = Record<string, string>;
export interface Merged {
	into: string;
	name: string;
}

export class Problem extends Error {
	override readonly name = 'Problem';
	constructor(
		/** HTTP status; 0 when the server could not be reached. */
		readonly status: number,
		/** Stable, for code: `not_signed_in`, `offline`... */
		readonly code: string,
		/** French, for people. */
		readonly detail: string,
		/** French messages by field path, without the leading "body." */
		readonly fields: FieldErrors = {},
		/** Where a merged record went, and the name it had (410). */
		readonly merged: Merged | null = null,
	) {
		super(detail);
	}

	get isOffline(): boolean {
		return this.status === 0;
	}
}

export function offlineProblem(): Problem {
	return new Problem(0, 'offline', t.ui.errors.offline);
}

/** Reads an error body, whatever came back: a problem document, another JSON, or a proxy's HTML page. */
export function problemFrom(status: number, body: unknown): Problem {
	const document = isRecord(body) ? body : {};
	const code = typeof document.code === 'string' ? document.code : `http_${status}`;
	const detail = typeof document.detail === 'string' ? document.detail : fallbackDetail(status);
	return new Problem(status, code, detail, fieldErrors(document.errors), mergedOf(document));
}

/** Any caught value as a Problem, so that screens have one thing to show. */
export function asProblem(error: unknown): Problem {
	if (error instanceof Problem) return error;
	if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return offlineProblem();
	return new Problem(-1, 'unexpected', t.ui.errors.unexpected);
}

/** The one sentence to show where there is one field at most: what is wrong with it, else what went wrong. */
export const sentenceOf = (problem: Problem): string => Object.values(problem.fields)[0] ?? problem.detail;

function fallbackDetail(status: number): string {
	if (status === 404) return t.ui.errors.notFound;
	if (status === 403) return t.ui.errors.notAllowed;
	if (status === 401) return t.ui.errors.expired;
	return status >= 502 && status <= 504 ? t.ui.errors.offline : t.ui.errors.unexpected;
}

function mergedOf({ merged_into: into, merged_name: name }: Record<string, unknown>): Merged | null {
	return typeof into === 'string' ? { into, name: typeof name === 'string' ? name : '' } : null;
}

function fieldErrors(errors: unknown): FieldErrors {
	if (!Array.isArray(errors)) return {};
	const fields: FieldErrors = {};
	for (const error of errors) {
		if (!isRecord(error) || typeof error.path !== 'string' || typeof error.message !== 'string') continue;
		fields[error.path.replace(/^body\.(payload\.|data\.)?/, '')] ??= error.message;
	}
	return fields;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
