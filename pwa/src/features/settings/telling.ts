import { t } from '$lib/texts';
import { toasts } from '$lib/ui';

/** Does CALL and says that it is DONE, with a way back where UNDO is given; says why where it failed. */
export async function telling(call: () => Promise<unknown>, done: string, undo?: () => Promise<unknown>): Promise<void> {
	try {
		await call();
		toasts.show({ text: done, tone: 'done', ...(undo && { action: { label: t.ui.undo, run: () => void undo().catch(toasts.failed) } }) });
	} catch (error) {
		toasts.failed(error);
	}
}
