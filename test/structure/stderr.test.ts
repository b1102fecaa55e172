import { expect, it } from 'vitest';
import { readSources } from './source-files.ts';

/** The terminal itself, and a download's bar, which is drawn only where the terminal wants bars or lines. */
const SPEAKERS = ['cli/terminal/download-progress.ts', 'cli/terminal/terminal.ts'];

it('stderr is spoken to through the terminal, which knows of --quiet and --progress json', () => {
  const found = readSources().filter(
    ({ path, text }) => !path.endsWith('.test.ts') && /process\.stderr|console\./.test(text),
  );
  expect(found.map(({ path }) => path).toSorted()).toEqual(SPEAKERS);
});
