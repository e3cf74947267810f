/** Whether the search box is open. What it finds, and how, is loaded with the box itself. */
class PaletteDoor {
	open = $state(false);

	show(): void {
		this.open = true;
	}
}

export const palette = new PaletteDoor();
