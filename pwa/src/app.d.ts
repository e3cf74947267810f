declare global {
	namespace App {
		interface PageState {
			/** Set while the detail pane was opened from the list, so that Back closes it. */
			fromList?: boolean;
		}
	}
}

export {};
