import { french } from '../french';

/** Why somebody was found; in the first load, so apart from the rest of the contacts. */
export const matched = french({
	sounds: (name: string) => `se prononce comme « ${name} »`,
	error: (name: string) => `faute de frappe : « ${name} »`,
	name: 'autre nom',
	initials: 'initiales',
	parts: {
		f: 'fonction',
		o: 'organisme',
		e: 'e-mail',
		p: 'téléphone',
		s: 'site ou réseau social',
		a: 'adresse',
		t: 'classement',
		c: 'autre champ',
	},
});
