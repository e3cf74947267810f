import { french } from '../french';

export const account = french({
	title: 'Compte',
});
