/** First segments of the application's own addresses (src/routes): kept on the device. Every other address is the server's. */
export const SCREENS: ReadonlySet<string> = new Set([
	'', 'connexion', 'contacts', 'imports', 'evenements', 'appareils', 'avis', 'compte', 'corbeille', 'doublons', 'exports', 'listes', 'organismes', 'reglages',
]);
