import { formatNumber } from '../format';
import { french, plural } from '../french';

const HOURLY = 60;
const DAILY = 1440;
const WEEKLY = 7 * DAILY;

export const feeds = french({
	title: 'Imports programmés',
	text: 'Des fichiers lus à heures fixes, à une adresse ou dans un dossier, et importés tout seuls.',
	lead: "Un fichier est lu à heures fixes et importé tout seul. Rien n'est jamais supprimé ; si un fichier semble faux, l'import s'arrête et vous prévient avant d'écrire.",
	notAllowed: "Vous n'avez pas le droit de voir les imports. Un administrateur peut vous l'accorder.",
	add: 'Programmer un import',
	empty: {
		title: 'Aucun import programmé',
		text: "Importez d'abord un fichier à la main et enregistrez sa correspondance : elle servira ensuite à chaque lecture.",
		toImports: 'Importer un fichier',
	},
	states: { active: 'En service', paused: 'En pause', stopped: 'Arrêté', running: 'Lecture en cours', failing: 'En attente du fichier' },
	outcomes: { running: 'En cours', unchanged: 'Inchangé', written: 'Écrit', stopped: 'Arrêté', failed: 'Pas de fichier' },
	last: (when: string) => `Dernière lecture : ${when}`,
	never: 'Pas encore lu',
	next: (when: string) => `Prochaine : ${when}`,
	noNext: 'Aucune lecture prévue',
	rhythm: (minutes: number) =>
		minutes === HOURLY ? 'Toutes les heures'
		: minutes === DAILY ? 'Chaque jour'
		: minutes === WEEKLY ? 'Chaque semaine'
		: minutes % DAILY === 0 ? `Tous les ${formatNumber(minutes / DAILY)} jours`
		: minutes % HOURLY === 0 ? `Toutes les ${formatNumber(minutes / HOURLY)} heures`
		: `Toutes les ${formatNumber(minutes)} minutes`,
	atHour: (rhythm: string, hour: number | null) => (hour === null ? rhythm : `${rhythm} à ${hour}\u00a0h`),
	policies: { fill: 'Compléter ce qui est vide', file: 'Laisser le fichier corriger les fiches' },
	guessed: 'Deviner les colonnes à chaque fois',
	facts: { address: 'Adresse', folder: 'Dossier', rhythm: 'Rythme', source: 'Source', mapping: 'Correspondance', policy: 'Fiches existantes' },
	actions: {
		run: 'Lire maintenant',
		edit: 'Modifier',
		pause: 'Mettre en pause',
		resume: 'Remettre en service',
		remove: 'Supprimer',
		accept: 'Accepter ce fichier',
		look: 'Voir le fichier',
		again: 'Relire le fichier',
	},
	asked: 'Lecture demandée',
	paused: 'En pause',
	resumed: 'De nouveau en service',
	accepted: 'Fichier accepté : il est en cours d’écriture',
	stopped: {
		title: 'Arrêté : le fichier semble faux',
		text: "Rien n'a été écrit. Regardez le fichier, puis acceptez-le tel quel, ou faites-le corriger et relisez-le.",
		unreadable: "Rien n'a été écrit. Faites corriger le fichier à sa source, puis relisez-le.",
	},
	failing: {
		title: (count: number) => `${plural(count, 'essai', 'essais')} sans fichier`,
		again: (when: string) => `Nouvel essai : ${when}.`,
	},
	removal: {
		title: (name: string) => `Supprimer « ${name} » ?`,
		text: "L'historique de ses lectures disparaît. Les fiches et les imports déjà écrits restent.",
		done: 'Import programmé supprimé',
	},
	history: 'Lectures',
	noHistory: 'La première lecture va commencer.',
	counts: (created: number, updated: number, unchanged: number) =>
		[
			created ? plural(created, 'créée', 'créées') : '',
			updated ? plural(updated, 'complétée', 'complétées') : '',
			unchanged ? plural(unchanged, 'inchangée', 'inchangées') : '',
		].filter(Boolean).join(', ') || 'Aucune fiche',
	refused: (count: number) => plural(count, 'refusée', 'refusées'),
	missing: (count: number) => plural(count, 'personne absente du fichier', 'personnes absentes du fichier'),
	missingText: "Elles figuraient dans un fichier précédent et n'y sont plus. Leurs fiches restent ; à vous de voir si elles valent encore.",
	acceptedBy: (who: string) => `accepté par ${who}`,
	toImport: "Voir l'import",
	form: {
		newTitle: 'Programmer un import',
		editTitle: "Modifier l'import programmé",
		name: 'Nom',
		nameHint: 'Par exemple : base hors antenne.',
		kind: 'Où se trouve le fichier',
		kinds: { url: 'À une adresse web', folder: 'Dans un dossier du serveur' },
		url: 'Adresse du fichier',
		urlHint: 'En https://. Une clé après le « ? » n’est montrée qu’aux administrateurs et n’est jamais journalisée.',
		folder: 'Dossier',
		folderHint: 'Le fichier le plus récent y est lu. Rien n’y est déplacé ni effacé.',
		chooseFolder: 'Choisir un dossier',
		noFolders: "Aucun dossier n'existe encore : l'exploitant du serveur doit en préparer un.",
		rhythm: 'Rythme',
		hour: 'Heure',
		anyHour: "À l'heure de la première lecture",
		atHour: (hour: number) => `À ${hour}\u00a0h`,
		source: 'Source de ces données',
		sourceHint: 'Son rang dit quelle source est crue quand deux se contredisent.',
		chooseSource: 'Choisir une source',
		newSource: 'Nouvelle source…',
		sourceName: 'Nom de la nouvelle source',
		mapping: 'Correspondance des colonnes',
		mappingHint: 'Enregistrée depuis un import fait à la main.',
		policy: 'Fiches qui existent déjà',
		policyHint: 'Une valeur vérifiée, ou venue d’une source plus sûre, n’est jamais remplacée.',
		submit: 'Programmer',
		save: 'Enregistrer',
		saved: 'Import programmé enregistré',
		required: {
			name: 'Donnez un nom.',
			address: 'Indiquez où se trouve le fichier.',
			source_id: 'Choisissez une source, ou nommez-en une.',
		},
	},
});
