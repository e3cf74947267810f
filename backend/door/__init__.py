"""The rules of the door: ticket codec and verdicts. Pure Python, shared by the server and the kiosk."""
