import { expect, it } from 'vitest';
import { markdownLimits } from '../../src/report/markdown/markdown-limits.ts';
import { SYNTHETIC_OPTIONS, syntheticRun, WEAK } from '../audit/synthetic-run.ts';

it('results of several numerics say so, in the protocol and among the limits; others do not', async () => {
  const mixed = await syntheticRun(WEAK, { ...SYNTHETIC_OPTIONS, mixedNumerics: true });
  const plain = await syntheticRun(WEAK);
  expect(mixed.results.protocol.mixedNumerics).toBe(true);
  expect('mixedNumerics' in plain.results.protocol).toBe(false);
  const limits = ({ results }: typeof mixed): string => markdownLimits(results).join('\n');
  expect(limits(mixed)).toContain('several numerics');
  expect(limits(plain)).not.toContain('several numerics');
});
