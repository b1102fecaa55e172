import { describe, expect, it } from 'vitest';
import { drawGroups, kish, type Scenario, simulateAudit } from '../../simulations/simulate-audit.js';
import { selectArm } from '../../src/audit/selection/select-arm.ts';
import { concludePaired } from '../../src/statistics/conclude-paired.ts';
import { declareEffective } from '../../src/statistics/declare-effective.ts';
import { minimumDetectableDifference } from '../../src/statistics/minimum-detectable-difference.ts';
import { pairedTest } from '../../src/statistics/paired-test.ts';
import { RandomStream } from '../../src/statistics/random-stream.ts';
import { rateOfFlags } from '../../src/statistics/rate.ts';
import { testAgainstControls } from '../../src/statistics/test-against-controls.ts';

const library = {
  concludePaired,
  declareEffective,
  pairedTest,
  rateOfFlags,
  selectArm,
  testAgainstControls,
};

function audits(count: number, scenario: Scenario) {
  const stream = new RandomStream(2, JSON.stringify(scenario));
  return Array.from({ length: count }, () => simulateAudit(library, scenario, () => stream.uniform()));
}

describe('simulated audits (the whole table: npm run simulate)', () => {
  it('seldom call an arm without effect effective, groups correlated or not', () => {
    const results = [0, 0.6].flatMap((correlation) => audits(100, { n: 159, discordance: 0.4, correlation }));
    // At a true rate of .05 more than 21 of 200 happen once in two thousand times.
    for (const family of [
      'chosenAgainstRival',
      'againstControl',
      'againstUnattacked',
      'declaredEffective',
    ] as const)
      expect(results.filter(({ falseEffect }) => falseEffect[family]).length, family).toBeLessThanOrEqual(21);
    const covered = results.filter((result) => result.covered.difference).length;
    expect(covered).toBeGreaterThan(175);
  });

  it('would, if prompts of a group counted as independent', () => {
    const ungrouped = {
      ...library,
      pairedTest: (a: readonly boolean[], b: readonly boolean[]) => pairedTest(a, b),
    };
    const stream = new RandomStream(3, 'audits');
    const results = Array.from({ length: 100 }, () =>
      simulateAudit(ungrouped, { n: 159, discordance: 0.4, correlation: 0.6 }, () => stream.uniform()),
    );
    expect(results.filter(({ falseEffect }) => falseEffect.againstUnattacked).length).toBeGreaterThan(12);
  });

  it('find one and a half times what they say that they can', () => {
    const stream = new RandomStream(4, 'audits');
    const groups = kish(drawGroups(100_000, () => stream.uniform()));
    const scenario = { n: 159, discordance: 0.4, correlation: 0.6 };
    const deff = 1 + scenario.correlation * (groups - 1);
    const delta = 1.5 * minimumDetectableDifference(scenario.n, scenario.discordance, { deff })!;
    const results = audits(100, { ...scenario, delta });
    expect(results.filter(({ found }) => found.againstUnattacked).length).toBeGreaterThanOrEqual(70);
    expect(results.filter(({ found }) => found.alone).length).toBeGreaterThanOrEqual(90);
  });
});
