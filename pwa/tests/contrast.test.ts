/** Every pair of colours that carries text or marks a control, in light and in dark (design: 4.5:1 and 3:1). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../src/lib/tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
	[...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [name, { light, dark }]),
);

const TEXT: [string, string][] = [
	...['text', 'text-2', 'text-3', 'ink'].flatMap((text) => ['ground', 'surface', 'surface-2'].map((ground): [string, string] => [text, ground])),
	...['admitted', 'attention', 'already-in', 'refused'].flatMap((tone): [string, string][] => [
		[tone, `${tone}-soft`],
		[tone, 'surface'],
		[tone, 'ground'],
	]),
	['ink', 'ink-soft'],
	['ink-strong', 'ink-soft'],
	['on-ink', 'ink'],
	['on-accent', 'accent'],
	['on-accent', 'accent-hover'],
	['side-text', 'side'],
	['side-text-2', 'side'],
	['side-text-2', 'side-2'],
];
const CONTROLS: [string, string][] = [
	['line-strong', 'surface'],
	['line-strong', 'ground'],
	['focus', 'surface'],
	['focus', 'ground'],
	['accent', 'surface'],
	['accent', 'ground'],
];

function luminance(hex: string): number {
	const channel = (at: number) => {
		const value = parseInt(hex.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(first: string, second: string, theme: 'light' | 'dark'): number {
	const [a, b] = [first, second].map((name) => luminance(tokens.get(name)?.[theme] ?? '')) as [number, number];
	return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe.each(['light', 'dark'] as const)('the %s colours', (theme) => {
	it.each(TEXT)('%s can be read on %s', (text, ground) => expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5));
	it.each(CONTROLS)('%s can be seen on %s', (control, ground) => expect(contrast(control, ground, theme)).toBeGreaterThanOrEqual(3));
});
