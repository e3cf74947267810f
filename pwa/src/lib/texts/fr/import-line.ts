import { french } from '../french';

/** One import in a line; in the first load, so apart from the rest of the imports. */
export const importLine = french({
	noneTitle: 'Aucun import pour le moment',
	status: {
		reading: 'Lecture',
		judging: 'Comparaison',
		dry_run: 'Essai',
		unreadable: 'Illisible',
		committing: 'En cours',
		committed: 'Terminé',
		failed: 'Interrompu',
		undoing: 'Annulation',
		undone: 'Annulé',
	},
	by: (who: string, when: string) => (who ? `${who}, ${when}` : when),
});
