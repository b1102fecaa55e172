import { expect, it } from 'vitest';
import { judgeLabel } from './judge-label.ts';

it('names a judge without its path or address, and tells two apart', () => {
  expect(judgeLabel('exact')).toBe('exact');
  const label = judgeLabel('harmbench=/some/where/model');
  expect(label).toMatch(/^harmbench-[0-9a-f]{8}$/);
  expect(judgeLabel('harmbench=/some/where/model')).toBe(label);
  expect(judgeLabel('harmbench=/some/where/else')).not.toBe(label);
});
