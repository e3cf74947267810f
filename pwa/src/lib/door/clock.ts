/** When something happened by a clock that may be wrong by a day: backend/door/clock.py, and backend/door/vectors/clock.json. */
import { uuid7 } from './uuid7';

/** A device's clocks at one moment; `mono` counts milliseconds since some moment of the run `boot`. */
export interface Clocks {
	at: number;
	mono?: number;
	boot?: string;
}

/** This run of the page: its monotonic clock starts with it. */
const BOOT = uuid7();

export const clocks = (): Required<Clocks> => ({ at: Date.now(), mono: Math.round(performance.now()), boot: BOOT });

/** By how much the device is ahead (negative: behind), the time on the way included. */
export const skew = (sent: Clocks, received: number): number => sent.at - received;

/** The moment of SCAN on the server's clock; never after RECEIVED, for nothing comes from the future. */
export function happenedAt(scan: Clocks, sent: Clocks, received: number): number {
	const sameRun = !!scan.boot && scan.boot === sent.boot;
	const known = sameRun && scan.mono !== undefined && sent.mono !== undefined && scan.mono <= sent.mono;
	const moment = known ? received - (sent.mono! - scan.mono!) : scan.at - skew(sent, received);
	return Math.min(moment, received);
}
