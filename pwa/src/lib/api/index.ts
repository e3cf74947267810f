export { api, ask, onSignedOut } from './client';
export { askFile, save } from './files';
export { asProblem, offlineProblem, Problem, sentenceOf, type FieldErrors, type Merged } from './problem';
export { upload, type UploadOptions } from './upload';
export type * from './types';
