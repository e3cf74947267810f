/** The rights the interface asks about; the server holds them by the same names and decides in the end. */
export const RIGHTS = [
	'contacts.view_person',
	'contacts.change_person',
	'contacts.delete_person',
	'contacts.import_contacts',
	'contacts.export_contacts',
	'contacts.merge_contacts',
	'contacts.view_sensitive',
	'contacts.manage_vocabularies',
	'contacts.configure_contacts',
	'events.view_event',
	'events.change_event',
	'events.invite_guests',
	'checkins.view_board',
	'checkins.record_scan',
	'checkins.decide_conflicts',
	'checkins.manage_devices',
	'core.read_trace',
	'accounts.manage_users',
	'webhooks.manage_webhooks',
] as const;
export type Right = (typeof RIGHTS)[number];
