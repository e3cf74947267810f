/** The roster of a door, sealed: a row opens with the guest's own ticket, and with nothing else (backend/door/seal.py). */
import { base45Bytes } from './base45';

type Bytes = Uint8Array<ArrayBuffer>;
const INFO = new TextEncoder().encode('entregent-roster-1');
const NONCE = 12;
const TICKET_SIZE = 80;

/** What a ticket says of itself: bytes 6 to 13 are its id, 14 and 15 its issue (backend/door/ticket.py). */
export interface Ticket {
	bytes: Bytes;
	event_tag: string;
	id: Bytes;
	issue: number;
}

/** The form only: whether it was signed by us shows when its row opens. */
export function readTicket(code: string): Ticket | null {
	const bytes = base45Bytes(code.replace(/^[\r\n\t]+|[\r\n\t]+$/g, ''));
	if (bytes?.length !== TICKET_SIZE || bytes[0] !== 1) return null;
	return { bytes, event_tag: hex(bytes.slice(2, 6)), id: bytes.slice(6, 14), issue: (bytes[14]! << 8) | bytes[15]! };
}

export async function eventTag(event_id: string): Promise<string> {
	const id = Uint8Array.from(event_id.replaceAll('-', '').match(/../g) ?? [], (pair) => parseInt(pair, 16));
	return hex((await sha256(id)).slice(0, 4));
}

/** Under which a row is found; says nothing without the ticket. Base64, as the server sends it. */
export async function rowTag(salt: Bytes, ticketId: Bytes): Promise<string> {
	const digest = await sha256(new Uint8Array([...salt, ...new TextEncoder().encode('tag'), ...ticketId]));
	return base64(digest.slice(0, 16));
}

export async function ticketKey(salt: Bytes, ticket: Bytes): Promise<CryptoKey> {
	const secret = await crypto.subtle.importKey('raw', ticket, 'HKDF', false, ['deriveKey']);
	return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: INFO }, secret, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
}

/** The key of the evening, as the server gives it. */
export const eveningKey = (key: Bytes): Promise<CryptoKey> => crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);

/** null: the key is not the one that sealed it, or it was altered. */
export async function unseal(key: CryptoKey, tag: Bytes, sealed: Bytes): Promise<Bytes | null> {
	const parameters = { name: 'AES-GCM', iv: sealed.slice(0, NONCE), additionalData: tag };
	return crypto.subtle.decrypt(parameters, key, sealed.slice(NONCE)).then((open) => new Uint8Array(open), () => null);
}

export const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

const base64 = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes));

const hex = (bytes: Bytes): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

async function sha256(bytes: Bytes): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
