export const MANIFEST = 'manifest.json';

export const JOURNAL = 'journal.jsonl';

/** Written last: a run with this file is finished. */
export const RESULTS = 'results.json';
