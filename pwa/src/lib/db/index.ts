export { base, ROSTER_BASE, type Recent, type RecentKind } from './base';
export { DraftKeeper } from './drafts';
export { forget, recents, remember } from './recent';
export { keepSnapshot, keptOffline, type Kept } from './snapshots';
