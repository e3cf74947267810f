/** Choosing what an export holds, then having it made. What was chosen last comes first. */
import {
	asProblem,
	type Export, type ExportChoices, type ExportFormat, type ExportOptions, type ExportWho, type LetterTemplate, type Problem,
} from '$lib/api';
import { countContacts, createExport, fetchChoices, fetchTemplates, removeTemplate, sendTemplate } from './calls';
import { moved } from './order';

export type FormatKey = ExportFormat['key'];
export type Options = Partial<ExportOptions>;

export interface ExportingParts {
	choices: typeof fetchChoices;
	count: typeof countContacts;
	create: typeof createExport;
	templates: typeof fetchTemplates;
	send: typeof sendTemplate;
	remove: typeof removeTemplate;
}
const real: ExportingParts = {
	choices: fetchChoices, count: countContacts, create: createExport, templates: fetchTemplates, send: sendTemplate, remove: removeTemplate,
};

const DEFAULTS: Partial<Record<FormatKey, Options>> = {
	csv: { encoding: 'utf-8' },
	outlook: { encoding: 'cp1252' },
	vcard: { version: '3.0' },
	labels: { sheet: 'L7160', start: 1 },
};

export class Exporting {
	choices = $state.raw<ExportChoices | null>(null);
	total = $state<number | null>(null);
	format = $state<FormatKey>('xlsx');
	columns = $state.raw<string[]>([]);
	options = $state.raw<Options>({});
	purpose = $state('');
	templates = $state.raw<LetterTemplate[] | null>(null);
	offered = $state.raw<string[]>([]);
	sending = $state(false);
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);

	constructor(readonly who: ExportWho, private readonly parts: ExportingParts = real) {}

	readonly chosen = $derived(this.choices?.formats.find(({ key }) => key === this.format));
	readonly sheet = $derived(this.choices?.sheets.find(({ key }) => key === this.options.sheet));
	readonly template = $derived(this.templates?.find(({ id }) => id === this.options.template_id));
	/** Names in the template that stand for nothing. */
	readonly unknown = $derived((this.template?.fields ?? []).filter(({ label }) => label === null).map(({ name }) => name));
	readonly takesEncoding = $derived(this.format === 'csv' || this.format === 'outlook');
	readonly ready = $derived(
		Boolean(this.total && this.chosen && !this.chosen.why_not)
		&& (!this.chosen?.chooses_columns || this.columns.length > 0)
		&& (!this.chosen?.takes_template || (this.template !== undefined && !this.unknown.length)),
	);

	async load(): Promise<void> {
		this.problem = null;
		try {
			const [choices, total] = await Promise.all([this.parts.choices(), this.parts.count(this.who)]);
			this.choices = choices;
			this.total = total;
			this.choose(choices.format);
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	/** Another format, with what was chosen for it last. */
	choose(format: FormatKey): void {
		const habit = this.choices?.habits[format];
		const known = new Set(this.choices?.columns.map(({ key }) => key));
		this.format = format;
		this.options = { ...DEFAULTS[format], ...given(habit?.options ?? {}) };
		this.columns = (habit?.columns?.length ? habit.columns : (this.choices?.usual ?? [])).filter((key) => known.has(key));
		if (this.chosen?.takes_template && !this.templates) void this.loadTemplates();
	}

	set(options: Options): void {
		this.options = { ...this.options, ...options };
		if (options.sheet && this.sheet && (this.options.start ?? 1) > this.sheet.rows * this.sheet.columns) this.options = { ...this.options, start: 1 };
	}

	add(key: string): void {
		if (!this.columns.includes(key)) this.columns = [...this.columns, key];
	}

	drop(key: string): void {
		this.columns = this.columns.filter((each) => each !== key);
	}

	move(from: number, to: number): void {
		this.columns = moved(this.columns, from, to);
	}

	reset(): void {
		const known = new Set(this.choices?.columns.map(({ key }) => key));
		this.columns = (this.choices?.usual ?? []).filter((key) => known.has(key));
	}

	async loadTemplates(): Promise<void> {
		try {
			const found = await this.parts.templates();
			this.templates = found.items;
			this.offered = found.offered;
			if (!this.template) this.set({ template_id: found.items[0]?.id ?? null });
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	async send(file: File): Promise<void> {
		this.sending = true;
		this.problem = null;
		try {
			const added = await this.parts.send(file);
			this.templates = [added, ...(this.templates ?? [])];
			this.set({ template_id: added.id });
		} catch (error) {
			this.problem = asProblem(error);
		} finally {
			this.sending = false;
		}
	}

	async remove(template: LetterTemplate): Promise<boolean> {
		try {
			await this.parts.remove(template.id);
			this.templates = (this.templates ?? []).filter(({ id }) => id !== template.id);
			if (this.options.template_id === template.id) this.set({ template_id: this.templates[0]?.id ?? null });
			return true;
		} catch (error) {
			this.problem = asProblem(error);
			return false;
		}
	}

	/** The export as the server took it, or null when it was refused. */
	async submit(): Promise<Export | null> {
		if (this.busy || !this.ready) return null;
		this.busy = true;
		this.problem = null;
		try {
			const columns = this.chosen?.chooses_columns ? this.columns : [];
			return await this.parts.create({ who: this.who, format: this.format, columns, options: this.options as ExportOptions, purpose: this.purpose });
		} catch (error) {
			this.problem = asProblem(error);
			return null;
		} finally {
			this.busy = false;
		}
	}
}

/** Without what is empty, so that defaults stay. */
function given(options: Options): Options {
	return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null && value !== undefined));
}
