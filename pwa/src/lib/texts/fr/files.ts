import { french } from '../french';

/** Choosing a file and sending it, wherever one is read. */
export const files = french({
	choose: 'Choisir un fichier',
	drop: 'ou déposez-le ici',
	dropHere: 'Déposez le fichier',
	sending: (name: string) => `Envoi de ${name}`,
	reading: (name: string) => `Lecture de ${name}`,
	refusedFile: "Ce fichier n'a pas pu être lu",
});
