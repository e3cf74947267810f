import { french } from '../french';

export const notices = french({
	title: 'Avis',
});
