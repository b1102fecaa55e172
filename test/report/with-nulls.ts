import type { Results } from '../../src/results/results.ts';
import { rateOf } from '../../src/statistics/rate.ts';

/** Paths, joined by dots, of what results may lack, with what stands in its place. */
const ABSENT: readonly (readonly [path: RegExp, value: unknown])[] = [
  [/^arms\.\d+\.(selection|transportCost|rank|refit|depth)$/, null],
  [/^arms\.\d+\.selection\.(coherentAsr|refusalScore)$/, null],
  [/^arms\.\d+\.test\.(forbidden|harmless|borderline)\.(exact|near|refusal|degenerate)$/, rateOf(0, 0)],
  [/^arms\.\d+\.test\.(forbidden|harmless|borderline)\.(exact|near|refusal|degenerate)\.interval$/, null],
  [/(lorePerplexity|referencePerplexity|kl1|kl32)$/, { value: null, n: 0, interval: null }],
  [/(lorePerplexity|referencePerplexity|kl1|kl32)\.interval$/, null],
  [/(lorePerplexity|referencePerplexity|kl1|kl32)\.value$/, Number.POSITIVE_INFINITY],
  [/^localisation(\.(width|depthClaim|outside|peak\.depthInterval|peak\.effectInterval))?$/, null],
  [/^localisation\.(width|outside)\.interval$/, null],
  [/^localisation\.tests\.\d+\.anyDraw$/, null],
  [/^controls\.\d+\.(success|induced)$/, null],
  [/^strengths\.\d+\.transportCost$/, null],
  [/^robustness\.\w+\.(referenceScore|reference|score\.interval|referenceScore\.interval)$/, null],
  [/^robustness\.smallestBreak\.\w+\.(value|interval)$/, null],
  [/^geometry\.\d+\.(zeroPosition|zeroDeviations|capturedMeanShare)$/, null],
  [/^geometry\.\d+\.(source|target)\.effectiveRank$/, null],
  [/^geometry\.\d+\.(map\.condition|heldOutDistance\.reduction|gaussianity\.smallestAdjusted)$/, null],
  [/^design\.arms\.\d+\.(screen|halving)$/, null],
  [/^design\.arms\.\d+\.halving\.kl$/, Number.POSITIVE_INFINITY],
  [/^design\.curve\.(unattacked|layers\.\d+\.refusalScore)$/, { value: null, n: 0, interval: null }],
  [/refusalScore\.interval$/, null],
  [/^judges\.judges\.\d+\.arms\.\d+\.score$/, null],
  [/^judges\.agreement\.\d+\.agreement\.(observed|kappa\w*|prevalence|\w+Agreement)$/, null],
  [
    /^(claims|geometry|strengths|controls|againstBaseline|comparisons|judges\.agreement|localisation\.tests)$/,
    [],
  ],
];

/** The results with everything that they may lack absent where `isAbsent` says so; it is asked once a place, in their order. */
export function withNulls(results: Results, isAbsent: (path: string) => boolean): Results {
  const walk = (value: unknown, path: string): unknown => {
    const absent = ABSENT.find(([pattern]) => pattern.test(path));
    if (absent && value !== null && isAbsent(path)) return absent[1];
    if (Array.isArray(value)) return value.map((entry, i) => walk(entry, `${path}.${i}`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, walk(entry, path === '' ? key : `${path}.${key}`)]),
    );
  };
  return walk(results, '') as Results;
}
