/** Setting a feed up: what is typed, what can be chosen, and what is sent. */
import { asProblem, type DataSource, type Feed, type FeedWish, type FieldErrors, type ImportMapping, type Problem } from '$lib/api';
import { DraftKeeper } from '$lib/db';
import { createSource, fetchMappings, fetchSources } from '$lib/records';
import { t } from '$lib/texts';
import { changeFeed, createFeed, fetchFolders } from './calls';

const FOLDER = 'dossier:';
/** The folder's name of an address that has one. */
export const folderOf = (address: string): string => address.slice(FOLDER.length);
export const NEW_SOURCE = 'new';
export const RHYTHMS = [60, 1440, 10_080] as const;

export interface FormParts {
	folders: typeof fetchFolders;
	mappings: typeof fetchMappings;
	sources: typeof fetchSources;
	addSource: typeof createSource;
	create: typeof createFeed;
	change: typeof changeFeed;
}
const SERVER: FormParts = {
	folders: fetchFolders, mappings: fetchMappings, sources: fetchSources, addSource: createSource, create: createFeed, change: changeFeed,
};

type FeedInput = Pick<FeedForm, 'name' | 'kind' | 'url' | 'folder' | 'minutes' | 'hour' | 'source' | 'sourceName' | 'mapping' | 'policy'>;

export class FeedForm {
	name = $state('');
	kind = $state<Feed['kind']>('url');
	url = $state('');
	folder = $state('');
	minutes = $state('1440');
	hour = $state('');
	source = $state('');
	sourceName = $state('');
	mapping = $state('');
	policy = $state<Feed['policy']>('fill');

	folders = $state.raw<string[] | null>(null);
	mappings = $state.raw<ImportMapping[]>([]);
	sources = $state.raw<DataSource[]>([]);
	fields = $state.raw<FieldErrors>({});
	problem = $state.raw<Problem | null>(null);
	busy = $state(false);
	/** True when an earlier, unsaved input was found. */
	fromDraft = $state(false);
	readonly #draft: DraftKeeper<FeedInput>;
	readonly #start: FeedInput;

	/** FEED is null for a new one. */
	constructor(readonly feed: Feed | null, private readonly parts: FormParts = SERVER) {
		this.#draft = new DraftKeeper(`feed:${feed?.id ?? 'new'}`);
		if (feed) this.#show(feed);
		this.#start = this.#input();
	}

	#show(feed: Feed): void {
		this.name = feed.name;
		this.kind = feed.kind;
		if (feed.kind === 'folder') this.folder = folderOf(feed.address);
		else this.url = feed.address;
		this.minutes = String(feed.every_minutes);
		this.hour = feed.hour === null ? '' : String(feed.hour);
		this.source = feed.source_id;
		this.mapping = feed.mapping_id ?? '';
		this.policy = feed.policy;
	}

	/** The usual rhythms, and the one it has where that is another. */
	readonly rhythms = $derived.by(() => [...new Set([...RHYTHMS, this.feed?.every_minutes ?? RHYTHMS[1]])].sort((a, b) => a - b));
	/** A rhythm of whole days may have an hour. */
	readonly daily = $derived(Number(this.minutes) % 1440 === 0);
	/** The folders there are; the one that was chosen stays, even where it is gone. */
	readonly choosable = $derived([...new Set([...(this.folders ?? []), ...(this.folder ? [this.folder] : [])])].sort());

	async load(): Promise<void> {
		try {
			[this.folders, this.mappings, this.sources] = await Promise.all([this.parts.folders(), this.parts.mappings(), this.parts.sources()]);
			if (!this.sources.length) this.source = NEW_SOURCE;
			this.problem = null;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}

	/** The feed as it was kept; null where something is to be corrected. */
	async submit(): Promise<Feed | null> {
		if (this.busy) return null;
		this.fields = this.#missing();
		this.problem = null;
		if (Object.keys(this.fields).length) return null;
		this.busy = true;
		try {
			await this.#addSource();
			const kept = await (this.feed ? this.parts.change(this.feed.id, this.wish) : this.parts.create(this.wish));
			await this.#draft.discard();
			return kept;
		} catch (error) {
			this.problem = asProblem(error);
			this.fields = this.problem.fields;
			return null;
		} finally {
			this.busy = false;
		}
	}

	/** Called on each change: what was missing and is there is no longer marked. What the server refused stays until it is asked again. */
	typed(): void {
		const missing = this.#missing();
		const isOurs = (field: string, text: string) => (t.feeds.form.required as FieldErrors)[field] === text;
		this.fields = Object.fromEntries(Object.entries(this.fields).filter(([field, text]) => field in missing || !isOurs(field, text)));
		this.#draft.keep(this.#input());
	}

	/** Takes up what was typed and not sent. */
	async open(): Promise<void> {
		const draft = await this.#draft.restore().catch(() => undefined);
		if (draft) Object.assign(this, draft);
		this.fromDraft = !!draft;
	}

	async discard(): Promise<void> {
		await this.#draft.discard();
		Object.assign(this, this.#start);
		if (this.folders && !this.sources.length) this.source = NEW_SOURCE;
		this.fields = {};
		this.fromDraft = false;
	}

	#input(): FeedInput {
		const { name, kind, url, folder, minutes, hour, source, sourceName, mapping, policy } = this;
		return { name, kind, url, folder, minutes, hour, source, sourceName, mapping, policy };
	}

	get wish(): FeedWish {
		return {
			name: this.name.trim(),
			address: this.kind === 'folder' ? FOLDER + this.folder : this.url.trim(),
			every_minutes: Number(this.minutes),
			hour: this.daily && this.hour !== '' ? Number(this.hour) : null,
			source_id: this.source,
			mapping_id: this.mapping || null,
			policy: this.policy,
		};
	}

	/** A new source is made once, even where the feed itself is refused after it. */
	async #addSource(): Promise<void> {
		if (this.source !== NEW_SOURCE) return;
		try {
			const made = await this.parts.addSource(this.sourceName.trim());
			this.sources = [...this.sources, made];
			this.source = made.id;
		} catch (error) {
			const problem = asProblem(error);
			if (problem.fields.name) problem.fields.source_id = problem.fields.name;
			delete problem.fields.name;
			throw problem;
		}
	}

	#missing(): FieldErrors {
		const required = t.feeds.form.required;
		const named = this.source === NEW_SOURCE ? this.sourceName.trim() : this.source;
		const place = this.kind === 'folder' ? this.folder : this.url.trim();
		return {
			...(this.name.trim() ? {} : { name: required.name }),
			...(place ? {} : { address: required.address }),
			...(named ? {} : { source_id: required.source_id }),
		};
	}
}
