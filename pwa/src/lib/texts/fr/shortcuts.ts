import { french } from '../french';

/** Read under « ? » only: no part of the first load. */
export const shortcuts = french({
	title: 'Raccourcis clavier',
	search: 'Rechercher partout',
	help: 'Afficher cette aide',
	goHome: "Aller à l'accueil",
	goContacts: 'Aller aux contacts',
	goEvents: 'Aller aux événements',
	goNotices: 'Aller aux avis',
	list: 'Dans une liste : ligne précédente, suivante',
	openRow: 'Ouvrir la ligne',
	selectRow: 'Sélectionner la ligne',
	selectRange: "Sélectionner jusqu'à la ligne suivante",
	findHere: 'Rechercher dans la page',
	closeAny: 'Fermer le volet ou la fenêtre',
	create: 'Créer (dans une liste)',
	then: 'puis',
});
