export { api, ask, onSignedOut } from './client';
export { asProblem, offlineProblem, Problem, type FieldErrors, type Merged } from './problem';
export { upload, type UploadOptions } from './upload';
export type * from './types';
