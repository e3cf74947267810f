import { french } from '../french';

export const session = french({
	title: 'Connexion',
	welcome: 'Bienvenue',
	lead: 'Contacts, invitations et accueil, au même endroit.',
	username: 'Identifiant',
	password: 'Mot de passe',
	showPassword: 'Afficher le mot de passe',
	hidePassword: 'Masquer le mot de passe',
	signIn: 'Se connecter',
	signingIn: 'Connexion en cours',
	codeTitle: 'Deuxième étape',
	codeLead: 'Saisissez le code à six chiffres de votre application, ou un code de secours.',
	code: 'Code',
	passkey: "Utiliser une clé d'accès",
	confirm: 'Vérifier',
	restart: 'Changer de compte',
	errors: {
		mismatch: 'Identifiant ou mot de passe inconnu.',
		tooMany: 'Trop de tentatives. Attendez quelques minutes avant de réessayer.',
		code: "Ce code n'est pas valable. Attendez le suivant, puis réessayez.",
		passkey: "La clé d'accès n'a pas permis la connexion. Réessayez, ou utilisez votre mot de passe.",
		offline: 'Pas de connexion au serveur. Vérifiez le réseau, puis réessayez.',
		unexpected: "La connexion n'a pas abouti. Réessayez dans un instant.",
		missing: 'Renseignez ce champ.',
	},
	signedOut: 'Vous êtes déconnecté. Les données gardées sur cet appareil ont été effacées.',
	secondFactor: {
		required: 'Votre rôle demande une deuxième étape de connexion.',
		set: "L'activer",
	},
});
