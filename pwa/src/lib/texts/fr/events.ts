import { french } from '../french';

export const events = french({
	title: 'Événements',
});
