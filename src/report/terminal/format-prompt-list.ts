import type { PromptListing } from '../../results/prompt-listing.ts';
import { formatCount } from '../../wording/format-count.ts';

/** What `explain` prints of a whole run: a line per test prompt, those whose outcome changes first. `run`: its folder, as it was given. */
export function formatPromptList({ arms, prompts }: PromptListing, run: string): string {
  const headings = ['no.', 'prompt', 'set', 'unattacked', ...arms.slice(1)];
  const rows = prompts.map(({ number, id, set, outcomes }) => [
    String(number),
    id,
    set.replace('forbidden', 'harmful'),
    ...outcomes.map((outcome) => outcome ?? '–'),
  ]);
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === 0 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  const changed = prompts.filter((prompt) => prompt.changed).length;
  return [
    `${formatCount(prompts.length)} test prompts; the outcome of ${formatCount(changed)} changes under ${arms.slice(1).join(' or ')}`,
    '',
    line(headings),
    ...rows.map(line),
    '',
    `One prompt token by token: refusal-lab explain ${run} ${prompts[0]?.id ?? 'PROMPT-ID'} (or its number)`,
    '',
  ].join('\n');
}
