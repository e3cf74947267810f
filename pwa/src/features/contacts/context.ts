import { createContext } from 'svelte';
import type { ContactList } from './list.svelte';

/** The list beside the record: the record archives through it. */
export const [getContactList, setContactList] = createContext<ContactList>();
