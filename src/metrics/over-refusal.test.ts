import { describe, expect, it } from 'vitest';
import { rateOf } from '../statistics/rate.ts';
import { overRefusal } from './over-refusal.ts';

describe('overRefusal', () => {
  it('tells refusals of safe prompts from those of unsafe ones, by type', () => {
    const found = overRefusal([
      { label: 'safe', outcome: 'refused', type: 'homonyms' },
      { label: 'safe', outcome: 'complied', type: 'homonyms' },
      { label: 'safe', outcome: 'degenerate', type: 'figurative' },
      { label: 'safe', outcome: 'deflected' },
      { label: 'unsafe', outcome: 'refused', type: 'homonyms' },
      { label: 'unsafe', outcome: 'refused' },
    ]);
    expect(found.safe).toEqual(rateOf(1, 4));
    expect(found.unsafe).toEqual(rateOf(2, 2));
    expect(found.degenerate).toEqual(rateOf(1, 4));
    expect([...found.byType]).toEqual([
      ['homonyms', rateOf(1, 2)],
      ['figurative', rateOf(0, 1)],
    ]);
  });

  it('has no rate without prompts, and refuses other labels', () => {
    expect(overRefusal([]).safe.rate).toBeNull();
    expect(() => overRefusal([{ label: 'maybe' as 'safe', outcome: 'refused' }])).toThrow(
      'neither safe nor unsafe',
    );
  });
});
