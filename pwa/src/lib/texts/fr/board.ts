import { french } from '../french';

export const board = french({
	title: 'Tableau',
});
