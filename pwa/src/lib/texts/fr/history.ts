import { french } from '../french';

export const history = french({
	title: 'Historique',
	actions: { created: 'a créé', changed: 'a modifié', deleted: 'a supprimé', restored: 'a rétabli' },
	other: 'a modifié',
	system: 'Le système',
	empty: 'vide',
	to: 'devient',
	none: 'Rien à montrer pour le moment.',
	yes: 'oui',
	no: 'non',
	reissued: (issue: number) => `n° ${issue}`,
	attendance: { none: 'Pas encore là', arrived: 'Arrivé', left: 'Reparti' },
	verdicts: { admitted: 'Admis', already_in: 'Déjà entré', attention: 'À signaler', refused: 'Refusé' },
	/** By the column's name; the same word serves wherever the column means the same. */
	fields: {
		civility: 'Civilité', title: 'Titre', given_name: 'Prénom', family_name: 'Nom', birth_date: 'Date de naissance',
		contact_type: 'Type', note: 'Note', function: 'Fonction', service: 'Service', organisation: 'Organisme', value: 'Coordonnée',
		label: 'Libellé', state: 'État', is_main: 'Principal', kind: 'Nature', deleted_at: 'Corbeille', source: 'Origine',
		origin_file: 'Fichier', origin_row: 'Ligne', extension: 'Poste',
		place: 'Lieu', category: 'Catégorie', starts_at: 'Début', ends_at: 'Fin', timezone: 'Fuseau horaire', description: 'Description',
		cost: 'Coût', name: 'Nom', email: 'E-mail', attention: 'À signaler', invitation: 'Invitation',
		invitation_error: "Motif de l'échec", invited_at: 'Invitation envoyée', answer: 'Réponse', answered_at: 'Réponse reçue',
		ticket_issue: 'Billet', revoked_at: 'Lien et billet retirés', attendance: 'Présence', arrived_at: 'Arrivée',
		arrived_gate: 'Entrée', arrived_verdict: "À l'accueil", gate: 'Entrée', app_version: 'Version', paired_at: 'Appairage',
		last_seen_at: 'Dernier contact', expires_at: 'Expiration',
	},
});
