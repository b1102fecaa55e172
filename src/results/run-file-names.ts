export const MANIFEST = 'manifest.json';

export const JOURNAL = 'journal.jsonl';

/** Written last: a run that has it is finished. */
export const RESULTS = 'results.json';
