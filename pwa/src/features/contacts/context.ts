import type { SelectionAction } from '$lib/records';
import { createContext } from 'svelte';
import type { ContactList } from './list.svelte';

/** The list beside the record (the record goes to the bin through it), and what other features do with contacts. */
export const [getContacts, setContacts] = createContext<{ list: ContactList; readonly actions: readonly SelectionAction[] }>();
