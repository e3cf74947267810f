const HUES = 6;

/** "Claire Lefèvre" -> "CL"; particles and civilities do not count. */
export function initials(name: string): string {
	const words = name.split(/[\s'’-]+/).filter((word) => /^\p{Lu}/u.test(word));
	const [first = name.trim(), last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
	return `${first.charAt(0)}${last?.charAt(0) ?? ''}`.toLocaleUpperCase('fr') || '?';
}

/** The same name has the same hue on every screen. */
export function hueOf(name: string): number {
	let sum = 0;
	for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
	return sum % HUES;
}
