/** Four verdicts that can be told apart without looking, by sound and by touch; the notes are the kiosk's (kiosk/sound.py). */
import type { VerdictName } from '$lib/door/verdict';

interface Note {
	hertz: number;
	seconds: number;
	rough?: boolean;
	/** Silence after it, seconds. */
	pause?: number;
}

const NOTES: Record<VerdictName, readonly Note[]> = {
	admitted: [{ hertz: 659.3, seconds: 0.09 }, { hertz: 987.8, seconds: 0.2 }],
	attention: [{ hertz: 1318.5, seconds: 0.11, pause: 0.06 }, { hertz: 1318.5, seconds: 0.11, pause: 0.06 }, { hertz: 1760, seconds: 0.22 }],
	already_in: [{ hertz: 523.3, seconds: 0.13, pause: 0.09 }, { hertz: 523.3, seconds: 0.13 }],
	refused: [{ hertz: 311.1, seconds: 0.18, rough: true, pause: 0.03 }, { hertz: 207.7, seconds: 0.38, rough: true }],
};
const TOUCHES: Record<VerdictName, number[]> = { admitted: [80], attention: [60, 60, 60, 60, 200], already_in: [150, 100, 150], refused: [350, 100, 350] };

let context: AudioContext | undefined;

/** Browsers let a page sound after a touch or a key only: call it from one. */
export function allowSound(): void {
	try {
		context ??= new AudioContext();
		if (context.state === 'suspended') void context.resume().catch(() => undefined);
	} catch {
		// No sound on this device: colour, word and vibration remain.
	}
}

export function signal(verdict: VerdictName): void {
	navigator.vibrate?.(TOUCHES[verdict]);
	allowSound();
	if (context?.state === 'running') play(context, NOTES[verdict]);
}

function play(audio: AudioContext, notes: readonly Note[]): void {
	let at = audio.currentTime + 0.01;
	for (const { hertz, seconds, rough, pause = 0 } of notes) {
		const tone = new OscillatorNode(audio, { frequency: hertz, type: rough ? 'sawtooth' : 'sine' });
		const volume = new GainNode(audio, { gain: 0 });
		volume.gain.setValueAtTime(0, at);
		volume.gain.linearRampToValueAtTime(rough ? 0.4 : 0.7, at + 0.005);
		volume.gain.linearRampToValueAtTime(0, at + seconds);
		tone.connect(volume).connect(audio.destination);
		tone.start(at);
		tone.stop(at + seconds);
		at += seconds + pause;
	}
}
