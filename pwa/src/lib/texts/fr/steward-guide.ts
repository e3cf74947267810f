import { french } from '../french';

/** One printed page for who welcomes guests. Short sentences: they are read at arm's length, with a guest waiting. */
export const stewardGuide = french({
	title: "L'accueil en une page",
	link: "Guide de l'accueil à imprimer",
	print: 'Imprimer',
	back: "Revenir à l'événement",
	backToDevices: 'Revenir aux appareils',
	event: 'Événement',
	blanks: { supervisor: 'Responsable', phone: 'Téléphone', gate: 'Ma porte' },
	open: {
		title: "Avant l'ouverture",
		text: 'Appui long sur le nom de la borne, en bas à droite, puis « Prête à ouvrir ? » : tout doit être « Prêt ».',
	},
	verdicts: {
		title: 'Un code, un verdict',
		lead: "Le code QR se présente à la caméra ou au lecteur. Le verdict s'affiche et sonne. Toucher l'écran pour continuer.",
		admitted: { word: 'Admis', text: 'Laisser entrer.' },
		attention: { word: 'Attention', text: "Laisser entrer, et prévenir la personne chargée de l'accueil de cet invité." },
		already: { word: 'Déjà entré', text: "Ce code a servi : lire l'heure et la porte. Un doute ? Le responsable." },
		refused: { word: 'Refusé', text: 'Lire le motif, sans le discuter à la porte. Orienter vers le responsable.' },
	},
	cases: {
		title: 'Les autres situations',
		search: { title: 'Pas de code sur soi', text: '« Chercher un nom » : une partie du nom suffit. Toucher la personne, vérifier son identité, « Admettre ».' },
		party: { title: 'Un code pour plusieurs', text: 'Toucher le nombre de présents. Les autres entreront plus tard, avec le même code.' },
		walkIn: { title: 'Sans invitation', text: '« Chercher un nom », puis « Sans invitation » : son nom, son organisme, qui invite. « Faire entrer ».' },
		undo: { title: 'Une erreur', text: '« Annuler cette entrée », sous le verdict ou dans les derniers passages, pendant quinze secondes.' },
		supervisor: { title: 'Entrer malgré un refus', text: '« Décision du responsable » : lui seul donne le motif et tape son code.' },
		help: { title: "Besoin d'aide", text: "Code valable, mais la liste de la borne ne connaît pas la personne. Vérifier l'identité, puis choisir." },
		offline: { title: 'Hors ligne', text: 'Continuer comme avant : la borne décide seule et enverra tout. Éteindre ne perd rien.' },
		end: { title: 'Fin de soirée', text: "Attendre « tout est envoyé » avant de débrancher. « Mise de côté » : le dire au responsable." },
	},
	phone: {
		title: 'Avec un téléphone',
		steps: {
			open: "Ouvrir Entregent, l'événement, puis « Contrôler les entrées ».",
			camera: '« Ouvrir la caméra », choisir sa porte, viser le code.',
			verdict: "Mêmes verdicts que la borne. Toucher l'écran pour le code suivant.",
			name: 'Pas de code : « Chercher un nom », vérifier, « Admettre ».',
			offline: 'Hors ligne : continuer. Avant de partir, attendre « Tout est envoyé ».',
		},
	},
	/** What each picture shows, for who does not see it. */
	pictures: {
		admitted: 'Écran vert, coche, « Admis », nom et organisme',
		attention: 'Écran bleu, étoile, « Attention »',
		already: "Écran orange, horloge, « Déjà entré », heure et porte de la première entrée",
		refused: 'Écran rouge, croix, « Refusé », motif',
		search: 'La recherche par nom, avec un invité trouvé',
		party: 'Combien de personnes entrent maintenant : 1, 2, 3 ou tous',
		walkIn: 'Trois champs : nom et prénom, organisme, invité par',
		undo: 'Le bouton « Annuler cette entrée »',
		supervisor: 'Le bouton « Décision du responsable »',
		help: 'Écran violet, casque, « Besoin d’aide », deux boutons',
		offline: 'Au bas de la borne : hors ligne, 1 à envoyer',
		end: 'Au bas de la borne : en ligne, tout est envoyé',
		phone: 'Le téléphone, prêt à lire',
		phoneVerdict: 'Le téléphone, écran vert, « Admis »',
	},
});
