import type { Contact, ContactCard, ContactPoint, Event, OfflineContact } from '$lib/api';
import { offlineProblem } from '$lib/api';
import { describe, expect, it, vi } from 'vitest';
import { listAddress, personAddress, withParams } from './address';
import { emptyForm, emptyPosition, formOf, inputOf, patchOf, placedErrors } from './form';
import { Inviting } from './inviting.svelte';
import { ContactList, type ListParts } from './list.svelte';
import { emptyPoint, mailHref, telHref } from '$lib/records';
import { alertsOf } from './alerts';
import { waysOf } from './reach';

const card = (id: string) => ({ id, name: id, function: '', organisation: '', email: '', phone: '', updated_at: '' }) as unknown as ContactCard;
const offline = (id: string) => ({ id, name: id, function: '', organisation: '', emails: ['a@b.fr'], phones: [], search: id, sort_name: id, is_past: false }) as OfflineContact;
const ids = (list: ContactList) => list.rows.map((row) => row.id);

function make(fetch: ListParts['fetch'], local: string[] = []) {
	return new ContactList({ fetch, local: () => ({ people: local.map(offline), total: local.length }) });
}

describe('the list', () => {
	it('shows the device’s people at once, then the server’s', async () => {
		let answer: (page: { items: ContactCard[]; total: number }) => void = () => {};
		const list = make(() => new Promise((resolve) => (answer = resolve)), ['local']);
		const asked = list.ask();
		expect(ids(list)).toEqual(['local']);
		answer({ items: [card('server')], total: 1 });
		await asked;
		expect([ids(list), list.fromServer]).toEqual([['server'], true]);
	});
	it('goes on with the device’s people without a network', async () => {
		const list = make(() => Promise.reject(offlineProblem()), ['local']);
		await list.ask();
		expect(ids(list)).toEqual(['local']);
		expect(list.problem?.isOffline).toBe(true);
	});
	it('takes the next page, and drops an answer to an older question', async () => {
		const fetch = vi.fn(async ({ offset }: { offset: number }) => ({ items: [card(`r${offset}`)], total: 2 }));
		const list = make(fetch as unknown as ListParts['fetch']);
		await list.ask();
		await list.more();
		expect(ids(list)).toEqual(['r0', 'r1']);
		await list.more();
		expect(fetch).toHaveBeenCalledTimes(2);
	});
	it('has one row for who moved between two pages, and asks no further after a page with nobody new', async () => {
		const fetch = vi.fn(async ({ offset }: { offset: number }) => ({ items: offset ? [card('b')] : [card('a'), card('b')], total: 9 }));
		const list = make(fetch as unknown as ListParts['fetch']);
		await list.ask();
		await list.more();
		await list.more();
		expect([ids(list), list.total, fetch.mock.calls.length]).toEqual([['a', 'b'], 2, 2]);
	});
	it('says to the end that there are more than are shown, and asks no further then', async () => {
		const fetch = vi.fn(async ({ offset }: { offset: number }) => ({
			items: offset < 2 ? [card(`r${offset}`)] : [],
			total: 1000,
			total_capped: true,
		}));
		const list = make(fetch as unknown as ListParts['fetch']);
		await list.ask();
		expect([list.capped, list.cut, list.least]).toEqual([true, false, 1000]);
		for (let turn = 0; turn < 5; turn++) await list.more();
		expect([ids(list), list.capped, list.cut, list.least]).toEqual([['r0', 'r1'], true, true, 1000]);
		expect([list.total, fetch.mock.calls.length]).toEqual([2, 3]);
	});
	it('tells the total where the last page has counted them', async () => {
		const fetch = vi.fn(async ({ offset }: { offset: number }) => ({ items: [card(`r${offset}`)], total: offset ? 2 : 1, total_capped: !offset }));
		const list = make(fetch as unknown as ListParts['fetch']);
		await list.ask();
		await list.more();
		expect([list.total, list.capped, list.cut]).toEqual([2, false, false]);
	});
	it('hides binned rows and brings them back', async () => {
		const list = make(async () => ({ items: [card('a'), card('b')], total: 2 }));
		await list.ask();
		list.selected = new Set(['a']);
		list.hide(['a']);
		expect([ids(list), list.total, list.selected.size]).toEqual([['b'], 1, 0]);
		list.show(['a']);
		expect(ids(list)).toEqual(['a', 'b']);
	});
});

const point = (kind: ContactPoint['kind'], value: string, more: Partial<ContactPoint> = {}) =>
	({ id: value, kind, value, display: value, label: '', extension: '', state: 'valid', is_main: false, ...more }) as ContactPoint;
const claire = {
	id: '1', civility: 'Mme', title: '', given_name: 'Claire', family_name: 'Lefèvre', name: 'Claire Lefèvre', birth_date: null, birth_name: '', contact_type: '', preferred_channel: '', note: '', custom: {}, terms: [], intermediaries: [], hidden: ['note'],
	contact_points: [point('email', 'old@x.fr', { state: 'bounced', is_main: true }), point('email', 'new@x.fr'), point('mobile', '+33612345678', { display: '06 12 34 56 78' })],
	positions: [{ id: 'p', function: 'Journaliste', service: '', organisation: { id: 'o', name: 'Le Monde' }, is_main: true, preferred_channel: '', custom: {}, terms: [], started_on: null, ended_on: null, contact_points: [point('address', '80 bd X, Paris')] }],
} as unknown as Contact;

describe('reaching somebody', () => {
	const reach = {
		channel: 'sms', email: null, address: null,
		phone: { id: 'm', kind: 'mobile', value: '+33612345678', display: '06 12 34 56 78', label: '', owner: 'person' },
	} as Contact['reach'];
	it('puts what the person prefers first, and what is missing stays in its place', () =>
		expect(waysOf(reach).map(({ key, href, preferred }) => [key, href, preferred])).toEqual([
			['message', 'sms:+33612345678', true], ['call', 'tel:+33612345678', false], ['write', null, false], ['map', null, false],
		]));
	it('sends no SMS to a desk', () =>
		expect(waysOf({ ...reach, phone: { ...reach.phone!, kind: 'phone' } }).find(({ key }) => key === 'message')?.href).toBeNull());
	it('writes links', () => {
		expect(telHref('06 12.34')).toBe('tel:061234');
		expect(mailHref('a?b@x.fr')).toBe('mailto:a%3Fb@x.fr');
	});
});

describe('what to know before', () => {
	const ended = { code: 'position_ended', text: 'N’est plus en fonction', id: 'p' } as const;
	const replaced = { code: 'intermediary_replaces', text: 'S’adresser à Ana', id: 'i' } as const;
	const via = (deleted: boolean) => [{ id: 'i', via: { kind: 'person', id: 'ana', deleted } }] as Contact['intermediaries'];
	const works = [{ is_current: true }] as Contact['positions'];
	it('leaves an ended position out while another goes on', () => {
		expect(alertsOf({ alerts: [ended], positions: works, intermediaries: [] })).toEqual([]);
		expect(alertsOf({ alerts: [ended], positions: [], intermediaries: [] })).toMatchObject([{ tone: 'attention', href: null }]);
	});
	it('leads to whom to speak with instead, unless they are in the bin', () => {
		expect(alertsOf({ alerts: [replaced], positions: works, intermediaries: via(false) })[0]?.href).toBe('/contacts/ana');
		expect(alertsOf({ alerts: [replaced], positions: works, intermediaries: via(true) })[0]?.href).toBeNull();
	});
});

describe('the form', () => {
	it('shows numbers as they are written and sends no empty line', () => {
		const form = formOf(claire);
		expect(form.contact_points[2]?.value).toBe('06 12 34 56 78');
		expect(inputOf(emptyForm())).toMatchObject({ positions: [], contact_points: [], birth_date: null });
		expect(inputOf(form).positions?.[0]).toMatchObject({ id: 'p', organisation: '', organisation_id: 'o' });
	});
	it('does not send what its reader was not shown', () => {
		const patch = patchOf(formOf(claire), 3, claire.hidden);
		expect(['note' in patch, 'birth_name' in patch, patch.version]).toEqual([false, true, 3]);
	});
	it('finds the field of an error among empty lines', () => {
		const form = emptyForm();
		form.contact_points[1]!.value = '06';
		form.positions = [emptyPosition(), { ...emptyPosition(), function: 'Agent', contact_points: [emptyPoint(), { ...emptyPoint(), value: 'x' }] }];
		expect(placedErrors(form, { 'contact_points.0.value': 'a', 'positions.0.contact_points.0.value': 'b', family_name: 'c' })).toEqual({
			'contact_points.1.value': 'a', 'positions.1.contact_points.1.value': 'b', family_name: 'c',
		});
	});
});

describe('addresses', () => {
	const url = new URL('http://x/contacts/1?q=lefev&tri=-name&onglet=historique');
	it('keep the question from person to person, and drop the tab', () => {
		expect(personAddress(url, '2')).toBe('/contacts/2?q=lefev&tri=-name');
		expect(listAddress(url)).toBe('/contacts?q=lefev&tri=-name');
		expect(withParams(url, { q: '' })).toBe('/contacts/1?tri=-name&onglet=historique');
	});
});

describe('inviting to an event', () => {
	const event = (id: string, title: string, state = 'open') => ({ id, title, place: 'Paris', state, counts: {} }) as unknown as Event;
	it('offers what is to come and is not cancelled, and adds once', async () => {
		const add = vi.fn(async () => ({ added: 2, joined: 0, already: 0, unknown: 0, guests: [] }));
		const inviting = new Inviting({ events: async () => [event('a', 'Vœux'), event('b', 'Été', 'cancelled'), event('c', 'Rentrée')], add });
		await inviting.load();
		inviting.q = 'rentree';
		expect(inviting.shown.map(({ id }) => id)).toEqual(['c']);
		expect(await inviting.submit(['1', '2'])).toBeNull();
		inviting.eventId = 'c';
		expect(await inviting.submit(['1', '2'])).toMatchObject({ added: 2 });
		expect(add).toHaveBeenCalledExactlyOnceWith('c', ['1', '2']);
	});
	it('says why it could not', async () => {
		const inviting = new Inviting({ events: async () => [event('a', 'Vœux')], add: () => Promise.reject(offlineProblem()) });
		await inviting.load();
		expect([inviting.eventId, await inviting.submit(['1']), inviting.problem?.isOffline]).toEqual(['a', null, true]);
	});
});
