"""The door kiosk: scans invitations, asks the server, shows one verdict at a time."""
