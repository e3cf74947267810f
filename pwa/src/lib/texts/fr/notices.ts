import { french, plural } from '../french';

export const notices = french({
	title: 'Avis',
	unread: (count: number) => plural(count, 'avis non lu', 'avis non lus'),
	allRead: 'Vous avez tout lu.',
	howTold: 'Choisir comment être prévenu',
	readAll: 'Tout marquer comme lu',
	onlyUnread: 'Non lus seulement',
	isUnread: 'Non lu',
	today: "Aujourd'hui",
	yesterday: 'Hier',
	earlier: 'Plus tôt',
	empty: { title: 'Aucun avis', text: "Fin d'un import, invitations parties, arrivée d'un invité à signaler : vous l'apprendrez ici." },
	emptyUnread: 'Rien de nouveau',
	kept: (when: string) => `Hors connexion. Dernière lecture : ${when}.`,
	more: 'Avis plus anciens',
});
