import { describe, expect, it } from 'vitest';
import { controlTest } from './control-test.ts';
import { drawPopulationTest } from './draw-population-test.ts';
import { testAgainstControls } from './test-against-controls.ts';

const flags = (from: number, to: number): boolean[] =>
  Array.from({ length: 60 }, (_, i) => i >= from && i < to);

describe('testAgainstControls', () => {
  it('takes the larger p and the wider interval of both tests', () => {
    const arms = [
      // Far from its own draws, which are alike.
      { complied: flags(0, 30), controls: [flags(0, 6), flags(3, 9), flags(0, 7)] },
      // Draws that differ so much that one more could be anywhere.
      { complied: flags(0, 40), controls: [flags(0, 0), flags(0, 60), flags(0, 0)] },
    ];
    const groups = flags(0, 0).map((_, i) => i >> 1);
    const tests = testAgainstControls(arms, groups);
    const populations = drawPopulationTest(
      [
        { rate: 0.5, draws: [0.1, 0.1, 7 / 60] },
        { rate: 40 / 60, draws: [0, 1, 0] },
      ],
      60,
    );
    tests.forEach((test, i) => {
      const own = controlTest(arms[i].complied, arms[i].controls, groups);
      expect(test.ownDraws).toEqual({ p: own.p, interval: own.interval });
      expect(test.anyDraw!.p).toBeCloseTo(populations[i].p, 12);
      expect(test.p).toBe(Math.max(own.p, test.anyDraw!.p));
      expect(test.interval[0]).toBe(Math.min(own.interval[0], test.anyDraw!.interval[0]));
      expect(test.interval[1]).toBe(Math.max(own.interval[1], test.anyDraw!.interval[1]));
    });
    expect(tests[1].ownDraws.p).toBeLessThan(0.01);
    expect(tests[1].p).toBeGreaterThan(0.1);
  });

  it('has the test of its own draws alone where there is one per arm', () => {
    const [test] = testAgainstControls([{ complied: flags(0, 30), controls: [flags(0, 5)] }]);
    expect(test.anyDraw).toBeNull();
    expect(test.p).toBe(test.ownDraws.p);
    expect(testAgainstControls([])).toEqual([]);
  });
});
