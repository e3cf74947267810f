/** A postal label as it will be printed: six lines of 38 characters (NF Z10-011). The server's print shortens long lines. */
import type { PostalAddress } from '$lib/api';
import { countryName } from '$lib/texts';

export const WIDTH = 38;
const LINES = 6;

export interface Addressee {
	recipient?: string;
	organisation?: string;
	service?: string;
}
export interface LabelLine {
	text: string;
	/** Longer than a line may be. */
	over: boolean;
}

/** « 12 bis, rue de l’Église » as sorting machines read it: 12 BIS RUE DE L EGLISE. */
export function capitals(text: string): string {
	const plain = text.replace(/œ/gi, 'oe').replace(/æ/gi, 'ae').replace(/ß/g, 'ss').replace(/ø/gi, 'o').normalize('NFKD').replace(/\p{M}/gu, '');
	return plain.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

export function labelLines(address: PostalAddress, who: Addressee = {}): LabelLine[] {
	const pairs = [
		[who.organisation, who.service],
		[address.delivery, address.building],
		[capitals(address.street), capitals(address.place)],
	].map((pair) => pair.map((text) => (text ?? '').trim()).filter(Boolean));
	const ends = [capitals(`${address.postal_code} ${address.city}`), address.country ? capitals(countryName(address.country)) : ''];
	const recipient = (who.recipient ?? '').trim();
	let count = [recipient, ...pairs.flat(), ...ends].filter(Boolean).length;
	const joined = pairs.flatMap((pair) => {
		if (count <= LINES || pair.length < 2) return pair;
		count--;
		return [pair.join(' ')];
	});
	return [recipient, ...joined, ...ends].filter(Boolean).map((text) => ({ text, over: text.length > WIDTH }));
}
