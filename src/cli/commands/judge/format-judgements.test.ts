import { expect, it } from 'vitest';
import type { Judgement } from '../../../judges/judge.ts';
import type { JudgeRun } from '../../../stages/judge/run-judges.ts';
import { formatJudgements } from './format-judgements.ts';

const PROMPTS = 40;
/** Two judges who differ on every fifth prompt, over `arms` equal completions of each. */
function judged(arms: number): { runs: JudgeRun[]; items: { prompt: string }[] } {
  const places = Array.from({ length: arms * PROMPTS }, (_, i) => i % PROMPTS);
  const run = (name: string, complied: (prompt: number) => boolean): JudgeRun => {
    const judgements: Judgement[] = places.map((prompt) => ({
      label: complied(prompt) ? 'complied' : 'refused',
    }));
    return {
      name,
      description: {},
      judgements,
      outcomes: judgements.map(({ label }) => label as 'complied' | 'refused'),
    };
  };
  return {
    runs: [run('a', (i) => i % 2 === 0), run('b', (i) => (i % 2 === 0) !== (i % 5 === 0))],
    items: places.map((prompt) => ({ prompt: `prompt ${prompt}` })),
  };
}
/** Every `[low–high]`, in percent or as fractions. */
const widths = (text: string): number[] =>
  [...text.matchAll(/\[(-?[\d.]+)[–,] ?(-?[\d.]+)%?\]/g)].map(([, low, high]) => Number(high) - Number(low));

it('takes several completions of one prompt for one prompt, in rates and in κ', () => {
  const [once, tenfold] = [1, 10].map((arms) => {
    const { runs, items } = judged(arms);
    return widths(formatJudgements(runs, items));
  });
  expect(once.length).toBeGreaterThanOrEqual(7);
  expect(tenfold).toHaveLength(once.length);
  for (const [i, width] of tenfold.entries()) {
    expect(width).toBeGreaterThanOrEqual(0.95 * once[i]);
    expect(width).toBeLessThan(1.15 * once[i]);
  }
});
