import { french, plural } from '../french';

export const bin = french({
	title: 'Corbeille',
	lead: 'Les fiches retirées restent ici 30 jours, puis disparaissent pour de bon.',
	persons: 'Contacts',
	organisations: 'Organismes',
	search: 'Rechercher dans la corbeille',
	deleted: (when: string, by: string) => (by ? `Retirée ${when} par ${by}` : `Retirée ${when}`),
	left: (days: number) => (days < 1 ? "Disparaît aujourd'hui" : `Encore ${plural(days, 'jour', 'jours')}`),
	restored: (name: string) => `${name} : fiche rétablie`,
	see: 'Voir la fiche',
	purge: 'Supprimer pour de bon',
	purgeWho: (name: string) => `Supprimer pour de bon ${name}`,
	restoreWho: (name: string) => `Rétablir ${name}`,
	purgeTitle: (name: string) => `Supprimer « ${name} » pour de bon ?`,
	purgeText: "La fiche, ses coordonnées et ses fonctions disparaissent. Rien ne pourra les rétablir.",
	purged: (name: string) => `${name} : fiche supprimée`,
	empty: 'La corbeille est vide',
	emptyText: "Une fiche mise à la corbeille y reste 30 jours. D'ici là, elle se rétablit en un geste, avec ses fonctions et ses coordonnées.",
	none: (q: string) => `Rien dans la corbeille pour « ${q} »`,
	notAllowed: "Votre rôle ne permet pas d'ouvrir la corbeille.",
});
