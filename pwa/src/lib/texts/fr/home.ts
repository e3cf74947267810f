import { french } from '../french';

export const home = french({ title: 'home' });
