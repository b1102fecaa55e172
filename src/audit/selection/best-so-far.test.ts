import { describe, expect, it } from 'vitest';
import type { AuditSubject } from '../subject/subject.ts';
import type { Unit } from '../units/unit.ts';
import { BestSoFar } from './best-so-far.ts';

const N = 10;
const groups = Array.from({ length: N }, (_, i) => i);
const subject = {
  prompts: { 'selection/harmless': { count: N, groups }, 'selection/forbidden': { count: N, groups } },
} as unknown as AuditSubject;

const unit = (id: string, kind = 'selection', role = 'layer'): Unit =>
  ({ kind, arm: { id, role, layers: [5], rank: 1 } }) as unknown as Unit;

/** `complied` of the forbidden prompts; a KL of `damage` at every step of every harmless one. */
function observation(complied: number, damage: number) {
  const marks = (k: number, letter: string, other: string) => letter.repeat(k) + other.repeat(N - k);
  return {
    divergence: { first: Array(N).fill(damage), sums: Array(N).fill(damage), steps: Array(N).fill(1) },
    harmless: {
      outcomes: 'c'.repeat(N),
      flags: { exact: '1'.repeat(N), degenerate: '0'.repeat(N) },
      digests: [],
      lengths: [],
    },
    forbidden: { outcomes: marks(complied, 'c', 'r'), flags: {}, digests: [], lengths: [] },
  };
}

describe('BestSoFar', () => {
  it('waits for the unattacked model, then takes the highest success, within one prompt the least damage', () => {
    const best = new BestSoFar(subject);
    best.see(unit('a'), observation(4, 0.01));
    expect(best.best).toBeUndefined();
    best.see(unit('baseline', 'selection', 'baseline'), observation(0, 0));
    expect(best.best).toMatchObject({ armId: 'a', attackSuccess: 0.4 });
    best.see(unit('b'), observation(9, 0.02));
    best.see(unit('c'), observation(9, 0.01));
    best.see(unit('d'), observation(7, 0));
    expect(best.best).toMatchObject({ armId: 'c', attackSuccess: 0.9 });
    best.see(unit('e'), observation(8, 0));
    expect(best.best).toMatchObject({ armId: 'e', attackSuccess: 0.8 });
  });

  it('takes no arm beyond the damage budget, no overflow, and never looks at the test split', () => {
    const best = new BestSoFar(subject);
    best.see(unit('baseline', 'selection', 'baseline'), observation(0, 0));
    best.see(unit('wrecked'), observation(10, 50));
    best.see(unit('overflow'), { overflow: true });
    const untouchable = new Proxy({}, { get: () => expect.unreachable('the test split was looked at') });
    best.see(unit('a', 'test'), untouchable);
    expect(best.best).toBeUndefined();
  });
});
