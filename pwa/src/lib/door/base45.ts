/** Base45 (RFC 9285), as backend/door/base45.py: bytes as text that a QR code holds in its alphanumeric mode. */
export const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const VALUES = new Map([...ALPHABET].map((char, value) => [char, value]));

/** The bytes of TEXT; null when it is no Base45. */
export function base45Bytes(text: string): Uint8Array<ArrayBuffer> | null {
	if (text.length % 3 === 1) return null;
	const out: number[] = [];
	for (let start = 0; start < text.length; start += 3) {
		const group = groupBytes(text.slice(start, start + 3));
		if (!group) return null;
		out.push(...group);
	}
	return new Uint8Array(out);
}

function groupBytes(chars: string): number[] | null {
	let number = 0;
	for (const [place, char] of [...chars].entries()) {
		const value = VALUES.get(char);
		if (value === undefined) return null;
		number += value * 45 ** place;
	}
	if (chars.length === 2) return number < 256 ? [number] : null;
	return number < 65_536 ? [number >> 8, number & 255] : null;
}
