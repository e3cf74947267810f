/** What a person chooses for a file before it is written: columns, sheet, policy, source, unknown values. */
import { asProblem, type DataSource, type Import, type ImportMapping, type ImportOptions, type Problem } from '$lib/api';
import { fetchMappings, fetchSources } from '$lib/records';
import { fetchTargets, saveMapping } from './calls';

export interface Target {
	key: string;
	label: string;
	group: string;
}
type Columns = Record<string, string>;

export class MappingChoices {
	targets = $state.raw<Target[]>([]);
	mappings = $state.raw<ImportMapping[]>([]);
	sources = $state.raw<DataSource[]>([]);
	columns = $state<Columns>({});
	left = $state<Record<string, boolean>>({});
	policy = $state<Import['policy']>('fill');
	source = $state('');
	problem = $state.raw<Problem | null>(null);
	saved = $state('');
	#taken = $state.raw<Import | null>(null);

	/** Start from what the server says of this file. */
	take(data: Import): void {
		this.#taken = data;
		this.columns = columnsOf(data);
		this.policy = data.policy;
		this.source = data.source_id ?? '';
		this.left = {};
	}

	async load(): Promise<void> {
		try {
			[this.targets, this.mappings, this.sources] = await Promise.all([fetchTargets(), fetchMappings(), fetchSources()]);
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	readonly reused = $derived(this.mappings.find((mapping) => mapping.id === this.#taken?.mapping_id)?.name ?? '');

	/** Whether something differs from what the file was read under. */
	readonly changed = $derived.by(() => {
		const data = this.#taken;
		if (!data) return false;
		const before = columnsOf(data);
		return (
			Object.entries(this.columns).some(([letter, field]) => before[letter] !== field) ||
			this.policy !== data.policy ||
			this.source !== (data.source_id ?? '') ||
			Object.values(this.left).some(Boolean)
		);
	});

	options(): ImportOptions {
		return {
			columns: { ...this.columns },
			policy: this.policy,
			source_id: this.source || null,
			terms: this.#terms(),
		};
	}

	#terms(): Record<string, Record<string, string>> {
		const terms: Record<string, Record<string, string>> = structuredClone($state.snapshot(this.#taken?.terms ?? {}));
		for (const term of this.#taken?.unknown_terms ?? []) {
			if (this.left[`${term.vocabulary} ${term.label}`]) (terms[term.vocabulary] ??= {})[term.label] = '';
		}
		return terms;
	}

	async save(name: string): Promise<void> {
		if (!this.#taken || !name.trim()) return;
		try {
			const made = await saveMapping(this.#taken.id, name.trim());
			this.saved = made.name;
			this.problem = null;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}
}

const columnsOf = (data: Import): Columns => Object.fromEntries(data.columns.map((column) => [column.letter, column.field ?? '']));
