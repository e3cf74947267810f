/** What this feature asks of the server. */
import {
	api, ask, type CertainGroups, type CertainMerges, type CertainWanted, type Comparison, type DraftCandidate, type DraftWish, type DuplicateClusters, type DuplicateCounts, type DuplicateRun, type Merge,
	type MergeWish, type RecordKind,
} from '$lib/api';

export const fetchClusters = (kind: RecordKind, limit: number, offset: number): Promise<DuplicateClusters> =>
	ask(api.GET('/api/v1/duplicates/clusters', { params: { query: { kind, limit, offset } } }));
export const fetchCounts = (): Promise<DuplicateCounts> => ask(api.GET('/api/v1/duplicates/counts'));
export const compare = (kind: RecordKind, id: string[], keep?: string): Promise<Comparison> =>
	ask(api.GET('/api/v1/duplicates/comparison', { params: { query: { kind, id, keep } } }));
export const decide = (kind: RecordKind, ids: string[], verdict: 'not_duplicate' | 'open'): Promise<unknown> =>
	ask(api.POST('/api/v1/duplicates/verdicts', { body: { kind, ids, verdict } }));
export const merge = (body: MergeWish): Promise<Merge> => ask(api.POST('/api/v1/duplicates/merges', { body }));
export const undoMerge = (merge_id: string): Promise<Merge> =>
	ask(api.POST('/api/v1/duplicates/merges/{merge_id}/undo', { params: { path: { merge_id } } }));
export const fetchCertain = (limit: number, offset: number): Promise<CertainGroups> =>
	ask(api.GET('/api/v1/duplicates/certain', { params: { query: { limit, offset } } }));
export const mergeCertain = (groups: CertainWanted[]): Promise<CertainMerges> => ask(api.POST('/api/v1/duplicates/certain/merges', { body: { groups } }));
export const fetchMerges = (limit: number, offset: number): Promise<{ items: Merge[]; total: number }> =>
	ask(api.GET('/api/v1/duplicates/merges', { params: { query: { limit, offset } } }));
export const startRun = (kind: RecordKind, whole: boolean): Promise<DuplicateRun> => ask(api.POST('/api/v1/duplicates/runs', { body: { kind, whole } }));
export const findKnown = async (body: DraftWish, signal?: AbortSignal): Promise<DraftCandidate[]> =>
	(await ask(api.POST('/api/v1/duplicates/candidates', { body, signal }))).items;

/** Null when nobody has searched yet. */
export const fetchRun = (kind: RecordKind): Promise<DuplicateRun | null> => ask(api.GET('/api/v1/duplicates/runs/latest', { params: { query: { kind } } }));
