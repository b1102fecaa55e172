import type { selectArm } from '../src/audit/selection/select-arm.ts';
import type { concludePaired } from '../src/statistics/conclude-paired.ts';
import type { declareEffective } from '../src/statistics/declare-effective.ts';
import type { pairedTest } from '../src/statistics/paired-test.ts';
import type { rateOfFlags } from '../src/statistics/rate.ts';
import type { testAgainstControls } from '../src/statistics/test-against-controls.ts';

export interface SimulatedLibrary {
  readonly concludePaired: typeof concludePaired;
  readonly declareEffective: typeof declareEffective;
  readonly pairedTest: typeof pairedTest;
  readonly rateOfFlags: typeof rateOfFlags;
  readonly selectArm: typeof selectArm;
  readonly testAgainstControls: typeof testAgainstControls;
}

export interface Scenario {
  readonly n: number;
  readonly discordance: number;
  readonly correlation: number;
  readonly delta?: number;
  readonly spread?: number;
}

export interface SimulatedAudit {
  readonly falseEffect: Readonly<
    Record<
      | 'chosenAgainstRival'
      | 'againstControl'
      | 'againstAnyDraw'
      | 'againstUnattacked'
      | 'declaredEffective'
      | 'joinedFamilies',
      boolean
    >
  >;
  readonly anyFamily: boolean;
  readonly found: Readonly<
    Record<
      'alone' | 'againstUnattacked' | 'againstControl' | 'againstAnyDraw' | 'declaredEffective' | 'chosen',
      boolean
    >
  >;
  readonly covered: { readonly difference: boolean; readonly rate: boolean };
  readonly deff: number;
}

export const FAMILY: number;
export function drawGroups(n: number, uniform: () => number): number[];
export function kish(labels: readonly number[]): number;
export function simulateAudit(
  library: SimulatedLibrary,
  scenario: Scenario,
  uniform: () => number,
): SimulatedAudit;
