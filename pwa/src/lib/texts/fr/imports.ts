import { french } from '../french';

export const imports = french({ title: 'imports' });
