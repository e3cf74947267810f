declare global {
	namespace App {
		interface PageState {
			/** Set while the detail pane was opened from the list, so that Back closes it. */
			fromList?: boolean;
			/** The name of the merged record whose old address led here. */
			mergedName?: string;
		}
	}
}

export {};
