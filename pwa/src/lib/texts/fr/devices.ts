import { french } from '../french';

export const devices = french({
	title: 'Appareils',
});
