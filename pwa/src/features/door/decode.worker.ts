/** Reads QR codes out of pictures, away from the page's own thread. The decoder's binary is ours, never a CDN's. */
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import reader from './reader.json';

export type ToWorker = { wasm: string } | { picture: ImageData };
export type FromWorker = { ready: boolean } | { texts: string[]; ms: number };

/** What a dedicated worker has (the program's library is the page's). */
interface Scope {
	onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
	postMessage: (message: FromWorker) => void;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = async ({ data }) => scope.postMessage('wasm' in data ? { ready: await prepare(data.wasm) } : await read(data.picture));

async function prepare(wasm: string): Promise<boolean> {
	try {
		await prepareZXingModule({ overrides: { locateFile: (name: string) => (name.endsWith('.wasm') ? wasm : name) }, fireImmediately: true });
		return true;
	} catch {
		return false;
	}
}

/** A picture that can't be read is an empty one: the next may be good. */
async function read(picture: ImageData): Promise<FromWorker> {
	const began = performance.now();
	const found = await readBarcodes(picture, reader.options as ReaderOptions).catch(() => []);
	return { texts: found.filter(({ isValid, text }) => isValid && text).map(({ text }) => text), ms: performance.now() - began };
}
