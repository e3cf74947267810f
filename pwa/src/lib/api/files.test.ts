import { describe, expect, it } from 'vitest';
import { askFile } from './files';

const answer = (response: Response, rest: object) => Promise.resolve({ response, ...rest });

describe('a file that a POST gives', () => {
	it('has the name that the server gives it', async () => {
		const response = new Response(null, { headers: { 'Content-Disposition': 'attachment; filename="emargement-gala.pdf"' } });
		const file = await askFile(answer(response, { data: new Blob(['x'], { type: 'application/pdf' }) }));
		expect([file.name, file.type, file.size]).toEqual(['emargement-gala.pdf', 'application/pdf', 1]);
	});
	it('is no file where the server refused', async () => {
		const refused = answer(new Response(null, { status: 403 }), { error: { code: 'not_allowed', detail: 'Non.' } });
		await expect(askFile(refused)).rejects.toMatchObject({ status: 403, code: 'not_allowed' });
	});
});
