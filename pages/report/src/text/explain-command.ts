import type { ReportPage } from '../../../../src/report/page/page-data.ts';
import { flipsOf } from './flips-of.ts';
import { shellWord } from './shell-word.ts';

/**
 * The command that follows a prompt through an arm token by token: the first harmful test prompt whose outcome is another one under it,
 * else the first of all. `RUN` and, where the page knows no prompts, `PROMPT` are left to the reader.
 */
export function explainCommand({ prompts }: Pick<ReportPage, 'prompts'>, arm: string): string {
  const [set] = prompts;
  const known = set !== undefined && arm in set.outcomes && 'baseline' in set.outcomes;
  const flipped = known ? flipsOf(set, 'baseline', arm).find(({ a, b }) => a !== b) : undefined;
  const prompt = flipped?.id ?? set?.ids[0];
  return `refusal-lab explain RUN ${prompt === undefined ? 'PROMPT' : shellWord(prompt)} --arm ${shellWord(arm)}`;
}
