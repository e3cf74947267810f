/** Ten times a second the middle of the camera's picture goes to the decoder; the next one only after its answer. */
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { keepParts } from '$lib/pwa/parts';
import type { FromWorker, ToWorker } from './decode.worker';
import workerAddress from './decode.worker?worker&url';
import reader from './reader.json';

const PERIOD = 100;

export interface Region {
	x: number;
	y: number;
	/** Of the square that is read, in pixels of the camera. */
	from: number;
	/** Of the picture that is decoded. */
	side: number;
}

/** The square in the middle, which is also what the person sees; larger pictures are made smaller. */
export function regionOf(width: number, height: number): Region {
	const from = Math.min(width, height);
	return { x: Math.round((width - from) / 2), y: Math.round((height - from) / 2), from, side: Math.min(from, reader.side) };
}

export interface ReadingCallbacks {
	oncode: (text: string) => void;
	/** The decoder could not be loaded. */
	onfailed: () => void;
}

export function readCodes(video: HTMLVideoElement, { oncode, onfailed }: ReadingCallbacks): () => void {
	const worker = new Worker(workerAddress, { type: 'module' });
	const canvas = document.createElement('canvas');
	const context = canvas.getContext('2d', { willReadFrequently: true });
	let timer: ReturnType<typeof setTimeout>;
	let asked = 0;

	const grab = () => {
		const picture = document.visibilityState === 'visible' && context ? pictureOf(video, canvas, context) : null;
		if (!picture) return void (timer = setTimeout(grab, PERIOD));
		asked = performance.now();
		worker.postMessage({ picture } satisfies ToWorker, [picture.data.buffer]);
	};
	worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
		if ('ready' in data) return data.ready ? grab() : onfailed();
		data.texts.forEach(oncode);
		timer = setTimeout(grab, Math.max(0, PERIOD - (performance.now() - asked)));
	};
	worker.onerror = onfailed;
	worker.postMessage({ wasm } satisfies ToWorker);
	keepParts();
	return () => {
		clearTimeout(timer);
		worker.terminate();
	};
}

function pictureOf(video: HTMLVideoElement, canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): ImageData | null {
	if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return null;
	const { x, y, from, side } = regionOf(video.videoWidth, video.videoHeight);
	if (canvas.width !== side) canvas.width = canvas.height = side;
	context.drawImage(video, x, y, from, from, 0, 0, side, side);
	return context.getImageData(0, 0, side, side);
}
