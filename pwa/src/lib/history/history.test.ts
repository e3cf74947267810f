import type { TraceEntry } from '$lib/api';
import { describe, expect, it } from 'vitest';
import { changesOf } from '.';
import { authorOf } from './words';

const entry = (changes: TraceEntry['changes'], more: object = {}) =>
	({ at: '', action: 'changed', author: { kind: 'user', label: 'Claire' }, changes, ...more }) as TraceEntry;

describe('the history', () => {
	it('speaks French and leaves technical columns out', () =>
		expect(changesOf(entry({ note: ['', 'A'], version: [1, 2], link_version: [1, 2], state: ['valid', 'bounced'] }))).toEqual([
			{ field: 'Note', before: '', after: 'A' },
			{ field: 'État', before: 'Valable', after: 'En erreur' },
		]));

	it('puts what happened with a guest or an event in words', () => {
		const changes = changesOf(
			entry({
				answer: ['none', 'represented'], ticket_issue: [1, 2], revoked_at: [null, '2026-11-21T17:30:00+00:00'],
				attention: [false, true], cost: [null, 6200], state: ['draft', 'open'],
			}),
		);
		expect(changes.map(({ field, before, after }) => [field, before, after].join('|').replace(/[\u202f\u00a0]/g, ' '))).toEqual([
			'État|Brouillon|Ouvert',
			'Coût||6 200,00 €',
			'À signaler|non|oui',
			'Réponse|Sans réponse|Représenté',
			'Billet|n° 1|n° 2',
			'Lien et billet retirés||samedi 21 novembre 2026, 18 h 30',
		]);
	});

	it('puts what happened with a list and an intermediary in words', () => {
		const changes = changesOf(
			entry({
				kind: ['dynamic', 'frozen'], way: [null, 'out'], request_state: ['open', 'partly'],
				routing: [null, 'care_of'], channels: [[], ['email', 'post']], started_on: [null, '2026-01-01'],
			}),
		);
		expect(changes.map(({ field, before, after }) => [field, before, after].join('|'))).toEqual([
			'Nature|Dynamique|Figée',
			'Début||jeudi 1er janvier 2026',
			'Courriers et appels||Aux bons soins de',
			'Pour||E-mail, Courrier',
			'À la main||Écarté à la main',
			'Demande|En attente|Acceptée en partie',
		]);
	});

	it('says of a new row what it has', () =>
		expect(changesOf(entry({ name: [null, 'A'], answer: [null, 'none'], attention: [null, false] }, { action: 'created' }))).toEqual([
			{ field: 'Nom', before: '', after: 'A' },
		]));

	it('names the person, or the system', () => {
		expect(authorOf(entry({}))).toBe('Claire');
		expect(authorOf(entry({}, { author: { kind: 'task', label: 'send_mail' } }))).toBe('Le système');
	});
});
