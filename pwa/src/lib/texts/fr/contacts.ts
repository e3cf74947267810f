import { french } from '../french';

export const contacts = french({ title: 'contacts' });
