import { createContext } from 'preact';

/** What was measured, for files that leave the page; empty: the page does not say. */
export const SubjectName = createContext('');
