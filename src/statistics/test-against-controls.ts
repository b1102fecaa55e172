import { type ControlTest, controlTest } from './control-test.ts';
import { type DrawPopulationTest, drawPopulationTest } from './draw-population-test.ts';
import type { GroupLabels } from './group-index.ts';

export interface AgainstControls extends ControlTest {
  /** The larger of both p-values: different from its own draws, and from any. */
  readonly p: number;
  /** A range that contains both intervals. */
  readonly interval: readonly [number, number];
  /** Against the draws that were made. */
  readonly ownDraws: { readonly p: number; readonly interval: readonly [number, number] };
  /** Against any draw; null where no arm has two draws. */
  readonly anyDraw: DrawPopulationTest | null;
}

/**
 * Family (b), one arm per layer and rank with its matched control draws, on the same prompts. An arm differs from its controls where it
 * differs from the draws that were made (exact, by prompts) *and* from what any other draw would do (by the spread of draws): p is the
 * larger of both, so either test keeps its level for this one. Ready for `concludePaired`.
 */
export function testAgainstControls(
  arms: readonly {
    readonly complied: readonly boolean[];
    readonly controls: readonly (readonly boolean[])[];
  }[],
  labels?: GroupLabels,
): AgainstControls[] {
  const tests = arms.map(({ complied, controls }) => controlTest(complied, controls, labels));
  const share = (flags: readonly boolean[]): number => flags.filter(Boolean).length / flags.length;
  const populations = arms.some(({ controls }) => controls.length > 1)
    ? drawPopulationTest(
        arms.map(({ complied, controls }) => ({ rate: share(complied), draws: controls.map(share) })),
        tests[0].n,
      )
    : null;
  return tests.map((test, i) => {
    const anyDraw = populations?.[i] ?? null;
    const [low, high] = test.interval;
    return {
      ...test,
      p: Math.max(test.p, anyDraw?.p ?? 0),
      interval: [Math.min(low, anyDraw?.interval[0] ?? low), Math.max(high, anyDraw?.interval[1] ?? high)],
      ownDraws: { p: test.p, interval: test.interval },
      anyDraw,
    };
  });
}
