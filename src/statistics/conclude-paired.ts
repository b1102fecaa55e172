import { holmAdjusted } from './holm.ts';
import { requireFinite } from './require-input.ts';

/** `effect`: Holm-adjusted p < .05; else `null` where the interval lies within ±.10; else `inconclusive`. */
export type Conclusion = 'effect' | 'null' | 'inconclusive';

/** The fields of a test that a conclusion needs. */
export interface Concludable {
  readonly p: number;
  readonly interval: readonly [number, number];
}

export type Concluded<Test extends Concludable> = Test & {
  readonly adjustedP: number;
  readonly conclusion: Conclusion;
};

/** The error rate of a family of tests: the chance that any of its true nulls is called an effect. */
export const SIGNIFICANCE = 0.05;
/** A difference shown to be smaller than this counts as none. */
export const NEGLIGIBLE = 0.1;

export interface FamilyOptions {
  readonly significance?: number;
  readonly negligible?: number;
  /** Adjusted p-values, where these tests are part of a larger family; by default Holm's over these. */
  readonly adjusted?: readonly number[];
}

/** The conclusions of one family of paired tests, in their order, p-values adjusted by Holm's method over the family. */
export function concludePaired<Test extends Concludable>(
  family: readonly Test[],
  { significance = SIGNIFICANCE, negligible = NEGLIGIBLE, adjusted }: FamilyOptions = {},
): Concluded<Test>[] {
  requireFinite(
    'family of tests',
    family.map(({ p }) => p),
  );
  const values = adjusted ?? holmAdjusted(family.map(({ p }) => p));
  return family.map((test, i) => {
    const small = test.interval.every((bound) => Math.abs(bound) <= negligible);
    const conclusion = values[i] < significance ? 'effect' : small ? 'null' : 'inconclusive';
    return { ...test, adjustedP: values[i], conclusion };
  });
}
