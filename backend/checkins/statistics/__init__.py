"""Statistics of an event and over events (RF-13), on screen and as a workbook."""
