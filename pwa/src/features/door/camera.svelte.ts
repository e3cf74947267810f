/** The phone's camera: the rear one unless another was chosen, its torch, and why there is none. */

export type CameraStatus = 'off' | 'asking' | 'running' | 'refused' | 'absent' | 'busy' | 'unsupported';

const CHOSEN = 'entregent.door.camera';
const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 } };

/** Not in the library of types: a lamp (W3C Image Capture). */
type WithTorch = MediaTrackCapabilities & { torch?: boolean };

/** The name of an error of getUserMedia, as a state a person can do something about. */
export function statusOf(error: unknown): CameraStatus {
	const name = error instanceof Error || error instanceof DOMException ? error.name : '';
	if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
	if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'absent';
	return 'busy';
}

export class Camera {
	status = $state<CameraStatus>('off');
	devices = $state.raw<{ id: string; label: string }[]>([]);
	current = $state('');
	/** null where the camera has no lamp, or the browser does not offer it. */
	torch = $state<boolean | null>(null);
	/** Seen from the front: shown as a mirror does. */
	facing = $state(false);
	#stream: MediaStream | undefined;
	#asked = 0;

	constructor(private readonly media: MediaDevices | null = navigator.mediaDevices ?? null) {}

	/** Whether the person has allowed the camera before: then nothing needs to be asked. */
	static async isAllowed(): Promise<boolean> {
		const permission = await navigator.permissions?.query({ name: 'camera' as PermissionName }).catch(() => null);
		return permission?.state === 'granted';
	}

	async start(video: HTMLVideoElement, id: string = localStorage.getItem(CHOSEN) ?? ''): Promise<void> {
		if (!this.media?.getUserMedia) return void (this.status = 'unsupported');
		const asked = ++this.#asked;
		this.#release();
		this.status = 'asking';
		try {
			const stream = await this.#open(this.media, id);
			if (asked !== this.#asked) return stopAll(stream);
			await this.#use(stream, video);
		} catch (error) {
			if (asked === this.#asked) this.status = statusOf(error);
		}
	}

	stop(): void {
		this.#asked++;
		this.#release();
		this.status = 'off';
	}

	/** The next one, kept for the next evening. */
	async next(video: HTMLVideoElement): Promise<void> {
		const place = this.devices.findIndex(({ id }) => id === this.current);
		const chosen = this.devices[(place + 1) % this.devices.length];
		if (!chosen) return;
		localStorage.setItem(CHOSEN, chosen.id);
		await this.start(video, chosen.id);
	}

	async toggleTorch(): Promise<void> {
		const track = this.#stream?.getVideoTracks()[0];
		if (!track || this.torch === null) return;
		const wanted = !this.torch;
		await track.applyConstraints({ advanced: [{ torch: wanted } as MediaTrackConstraintSet] }).then(
			() => (this.torch = wanted),
			() => (this.torch = null),
		);
	}

	/** The chosen camera may be gone: then the rear one again. */
	async #open(media: MediaDevices, id: string): Promise<MediaStream> {
		const rear = { ...WANTED, facingMode: { ideal: 'environment' } };
		if (!id) return media.getUserMedia({ audio: false, video: rear });
		return media.getUserMedia({ audio: false, video: { ...WANTED, deviceId: { exact: id } } }).catch((error) => {
			if (statusOf(error) !== 'absent') throw error;
			localStorage.removeItem(CHOSEN);
			return media.getUserMedia({ audio: false, video: rear });
		});
	}

	async #use(stream: MediaStream, video: HTMLVideoElement): Promise<void> {
		this.#stream = stream;
		const track = stream.getVideoTracks()[0];
		const settings = track?.getSettings();
		this.current = settings?.deviceId ?? '';
		this.facing = settings?.facingMode === 'user';
		this.torch = (track?.getCapabilities?.() as WithTorch | undefined)?.torch ? false : null;
		track?.addEventListener('ended', () => this.#stream === stream && void this.start(video));
		video.srcObject = stream;
		await video.play().catch(() => undefined);
		this.status = 'running';
		await this.#list();
	}

	/** Their names are known only once one of them is allowed. */
	async #list(): Promise<void> {
		const all = (await this.media?.enumerateDevices().catch(() => [])) ?? [];
		this.devices = all.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId).map(({ deviceId, label }) => ({ id: deviceId, label }));
	}

	#release(): void {
		const stream = this.#stream;
		this.#stream = undefined;
		this.torch = null;
		if (stream) stopAll(stream);
	}
}

function stopAll(stream: MediaStream): void {
	stream.getTracks().forEach((track) => track.stop());
}
