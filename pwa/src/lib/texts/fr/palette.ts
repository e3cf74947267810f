import { french, plural } from '../french';

export const palette = french({
	placeholder: 'Nom, organisme, liste, événement, page…',
	groups: {
		recent: 'Vus récemment',
		contact: 'Personnes',
		organisation: 'Organismes',
		list: 'Listes',
		event: 'Événements',
		import: 'Imports',
		pages: 'Pages et actions',
	},
	all: {
		contact: 'Toutes les personnes trouvées',
		organisation: 'Tous les organismes trouvés',
		event: 'Tous les événements trouvés',
	},
	actions: {
		newContact: 'Nouveau contact',
		newEvent: 'Nouvel événement',
		newImport: 'Importer un fichier de contacts',
	},
	empty: (query: string) => `Rien pour « ${query} »`,
	emptyHint: "Essayez une partie du nom ou de l'organisme. Les accents ne comptent pas.",
	nothingYet: 'Tapez quelques lettres : un nom, un organisme, un événement.',
	offline: 'Hors connexion : recherche dans ce que garde cet appareil.',
	failed: "Le serveur n'a pas répondu : recherche dans ce que garde cet appareil.",
	results: (count: number) => plural(count, 'résultat', 'résultats'),
	keys: { move: 'choisir', open: 'ouvrir', close: 'fermer' },
});
