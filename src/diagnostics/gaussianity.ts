import { andersonDarlingTest } from '../statistics/anderson-darling.ts';
import { holmAdjusted } from '../statistics/holm.ts';

export interface GaussianityTest {
  readonly sample: 'source' | 'target';
  /** 0-based coordinate of the subspace, or the line through the class means. */
  readonly along: number | 'mean difference';
  /** A² and its Monte-Carlo p; null where the held-out rows do not vary along it. */
  readonly statistic: number | null;
  readonly p: number | null;
  /** Holm-adjusted over the tests of this site. */
  readonly adjusted: number | null;
}

export interface Gaussianity {
  readonly tests: readonly GaussianityTest[];
  /** The smallest adjusted p; null where nothing could be tested. */
  readonly smallestAdjusted: number | null;
  /** K > 1 (lines do not show a joint distribution) or fewer than 64 held-out rows in a class: a large p then says little. */
  readonly lowPower: boolean;
}

/** Fewer held-out rows than this leave most departures from normality unseen. */
const ENOUGH_ROWS = 64;

/**
 * Anderson–Darling of both held-out classes along each coordinate [n, K] and along m_S − m_H of the fit split (which for
 * K = 1 is the one coordinate), Holm-adjusted together.
 */
export function gaussianity(
  source: Float64Array,
  target: Float64Array,
  meanDifference: Float64Array,
): Gaussianity {
  const size = meanDifference.length;
  const lines: [GaussianityTest['along'], Float64Array][] = Array.from({ length: size }, (_, k) => [
    k,
    Float64Array.from({ length: size }, (_, i) => (i === k ? 1 : 0)),
  ]);
  if (size > 1 && meanDifference.some((value) => value !== 0))
    lines.push(['mean difference', meanDifference]);
  const tests = Object.entries({ source, target }).flatMap(([sample, rows]) =>
    lines.map(([along, line]) => {
      const test = andersonDarlingTest(projected(rows, line));
      return {
        sample: sample as GaussianityTest['sample'],
        along,
        statistic: test?.statistic ?? null,
        p: test?.p ?? null,
      };
    }),
  );
  const tested = tests.flatMap(({ p }) => (p === null ? [] : [p]));
  const adjusted = holmAdjusted(tested);
  let next = 0;
  return {
    tests: tests.map((test) => ({ ...test, adjusted: test.p === null ? null : adjusted[next++] })),
    smallestAdjusted: adjusted.length === 0 ? null : Math.min(...adjusted),
    lowPower: size > 1 || Math.min(source.length, target.length) / size < ENOUGH_ROWS,
  };
}

/** Each row's product with `line` [K], [n]. */
function projected(rows: Float64Array, line: Float64Array): Float64Array {
  const size = line.length;
  const values = new Float64Array(rows.length / size);
  for (let i = 0; i < rows.length; i++) values[Math.floor(i / size)] += rows[i] * line[i % size];
  return values;
}
