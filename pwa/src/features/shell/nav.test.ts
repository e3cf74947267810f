import { unread } from '$lib/notices/unread.svelte';
import { describe, expect, it } from 'vitest';
import { isCurrent, NAV, waitingIn } from './nav';

describe('the navigation', () => {
	const entry = (href: string) => NAV.find((each) => each.href === href) ?? NAV[0]!;

	it('marks one entry, the one that says most', () => {
		expect(NAV.filter((each) => isCurrent(each, '/contacts/candidats/1')).map(({ href }) => href)).toEqual(['/contacts/candidats']);
		expect(NAV.filter((each) => isCurrent(each, '/contacts/1')).map(({ href }) => href)).toEqual(['/contacts']);
		expect(NAV.filter((each) => isCurrent(each, '/')).map(({ href }) => href)).toEqual(['/']);
	});

	it('says how many wait, each kind where it belongs', () => {
		unread.count = 2;
		unread.candidates = 1;
		expect(waitingIn(entry('/avis'))).toEqual({ count: 2, text: '2 avis non lus' });
		expect(waitingIn(entry('/contacts/candidats'))).toEqual({ count: 1, text: '1 contact à décider' });
		expect(waitingIn(entry('/contacts'))).toBeNull();
		unread.count = unread.candidates = 0;
		expect(waitingIn(entry('/avis'))).toBeNull();
	});
});
