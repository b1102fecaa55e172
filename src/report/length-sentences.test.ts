import { expect, it } from 'vitest';
import type { LengthResult } from '../results/length-result.ts';
import type { Results } from '../results/results.ts';
import { rateOf } from '../statistics/rate.ts';
import { lengthNotice, lengthSentences } from './length-sentences.ts';

const arm = (armId: string, k: number, settled: boolean): LengthResult['arms'][number] => ({
  armId,
  refused: [rateOf(0, 200)],
  complied: [rateOf(200, 200)],
  delayed: [],
  changed: rateOf(k, 200),
  settled,
});
const results = (...arms: LengthResult['arms']) =>
  ({ protocol: { judge: 'substring' }, byLength: { lengths: [64, 128, 256], arms } }) as unknown as Results;

it('warns of arms whose verdicts still change at the end, with what changes', () => {
  const moving = results(arm('baseline', 1, true), arm('rfa@8', 23, false));
  const [notice, ...more] = lengthNotice(moving);
  expect(more).toEqual([]);
  expect(notice).toMatch(
    /^Rates have not settled at 256 tokens: .* between 128 tokens and the end under `rfa@8` 23\/200, 12% \[\d+–\d+%\]\./,
  );
  expect(notice).not.toContain('baseline');
  expect(lengthSentences(moving)).toContain(notice);
});

it('says how much changes where nothing is warned of, and nothing where it was not looked at', () => {
  const still = results(arm('baseline', 0, true), arm('rfa@8', 3, true));
  expect(lengthNotice(still)).toEqual([]);
  expect(lengthSentences(still).at(-1)).toMatch(/3\/200, 2% .* changes under `rfa@8`, and on no more/);
  expect(lengthSentences({ protocol: still.protocol })).toEqual([]);
});
