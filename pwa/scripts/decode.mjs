// Reads square grey pictures as the phone's worker does, for `make bench PARTS=decode`: FILE holds them one after another.
// One line of JSON a picture: what was read, and milliseconds of CPU.
import { readFileSync } from 'node:fs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const [file, width] = process.argv.slice(2);
const side = Number(width);
const at = (path) => new URL(path, import.meta.url);
const { options } = JSON.parse(readFileSync(at('../src/features/door/reader.json'), 'utf8'));
const wasmBinary = readFileSync(new URL(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))).buffer;
await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });

const grey = readFileSync(file);
const picture = { width: side, height: side, data: new Uint8ClampedArray(side * side * 4).fill(255) };
globalThis.ImageData ??= class ImageData {};
Object.setPrototypeOf(picture, ImageData.prototype);

for (let start = 0; start < grey.length; start += side * side) {
	for (let n = 0; n < side * side; n++) picture.data.fill(grey[start + n], 4 * n, 4 * n + 3);
	if (!start) await readBarcodes(picture, options); // the first picture pays for the compiler
	const before = process.cpuUsage();
	const found = await readBarcodes(picture, options);
	const { user, system } = process.cpuUsage(before);
	const texts = found.filter(({ isValid, text }) => isValid && text).map(({ text }) => text);
	console.log(JSON.stringify({ texts, ms: (user + system) / 1000 }));
}
