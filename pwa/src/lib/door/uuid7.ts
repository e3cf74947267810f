let last = -1;
let turn = 0;

/** Time-ordered identifiers (UUID version 7, RFC 9562); those of one millisecond follow each other (its method 1: twelve
 *  bits of counter, begun at random in the lower half). */
export function uuid7(now: number = Date.now()): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	turn = now === last ? Math.min(turn + 1, 0xfff) : ((bytes[6]! & 0x07) << 8) | bytes[7]!;
	last = now;
	for (let place = 5, rest = now; place >= 0; place--, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
	bytes[6] = 0x70 | (turn >> 8);
	bytes[7] = turn & 0xff;
	bytes[8] = 0x80 | (bytes[8]! & 0x3f);
	const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
