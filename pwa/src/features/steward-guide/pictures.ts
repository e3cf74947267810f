/** Real screens, taken by tests/e2e/kiosk_pictures.py into static/guide. Points, as they are drawn. */
const of = (name: string, width = 640, height = 360) => ({ src: `/guide/${name}.png`, width, height });

export const PICTURES = {
	admitted: of('borne-admis'),
	attention: of('borne-attention'),
	already: of('borne-deja-entre'),
	refused: of('borne-refuse'),
	search: of('borne-recherche'),
	party: of('borne-groupe'),
	walkIn: of('borne-sans-invitation'),
	undo: of('borne-annuler'),
	supervisor: of('borne-decision'),
	help: of('borne-aide'),
	offline: of('borne-hors-ligne'),
	end: of('borne-tout-envoye'),
	phone: of('telephone-porte', 360, 700),
	phoneVerdict: of('telephone-admis', 360, 700),
} as const;

export type PictureName = keyof typeof PICTURES;
