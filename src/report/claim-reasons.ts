import type { ClaimResult, Results } from '../results/results.ts';
import { formatNumber } from '../wording/format-number.ts';
import { formatPointsInWords } from '../wording/format-points.ts';
import { formatProbability } from '../wording/format-probability.ts';
import { formatFullRate } from '../wording/format-rate.ts';
import { storedPoints } from '../wording/stored-points.ts';
import { claimRemedy } from './claim-remedy.ts';

const PAIRED =
  /^(\S+) against (\S+): (\S+) points \(95% interval (\S+) to (\S+), n = (\d+), (adjusted p|p) = (\S+): (\w+)\)$/;

/**
 * Why a claim is judged as it is, for readers. results.json holds the reasons as sentences with rounded numbers: each is written
 * anew from the numbers that it rests on, and with its own ones where results.json has no others. Last, where something was left out: the option that measures it.
 */
export function claimReasons(claim: ClaimResult, results: Results): string[] {
  const remedy = claimRemedy(claim, results);
  return [
    ...claim.because.map(
      (reason) =>
        pairedReason(reason, results) ??
        armReason(reason, results) ??
        depthReason(reason, results) ??
        otherReason(reason).replace(/: null\)/g, ': equal within 10 points)'),
    ),
    ...(remedy === null ? [] : [`what would measure it: ${remedy}`]),
  ];
}

/** Reasons that hold no number of their own. */
const otherReason = (reason: string): string =>
  reason.startsWith('no mean-shift arm at ') ? 'not tested: no mean-shift arm at these layers' : reason;

function pairedReason(reason: string, { comparisons }: Results): string | undefined {
  const found = PAIRED.exec(reason);
  if (!found) return undefined;
  const [, first, second, difference, low, high, n, name, p, conclusion] = found;
  const test = comparisons.find(({ armId, rivalId }) => armId === first && rivalId === second);
  const points = test
    ? formatPointsInWords(test.difference, test.interval)
    : `${storedPoints(difference)} points [${storedPoints(low)} to ${storedPoints(high)}]`;
  const words = conclusion === 'null' ? 'equal within 10 points' : conclusion;
  return `${first} against ${second}: ${points} (n = ${n}, ${formatProbability(test?.adjustedP ?? Number(p), name)}: ${words})`;
}

function armReason(reason: string, { arms }: Results): string | undefined {
  const found = /^(\S+): (attack success|perplexity of right answers) .*?(; .*)?$/.exec(reason);
  const test = arms.find(({ id }) => id === found?.[1])?.test;
  if (!found || !test) return undefined;
  const [, id, what, rest = ''] = found;
  const { forbidden, kl32, referencePerplexity } = test;
  return what === 'attack success'
    ? `${id}: attack success ${formatFullRate(forbidden.exact)}, KL32 ${kl32.value === null ? 'not reached' : formatNumber(kl32.value)}${rest.replace(/one model of the paper.s six or more/, 'the paper tested at least six models, this is one')}`
    : `${id}: perplexity of right answers ${formatNumber(referencePerplexity.value)} (n = ${referencePerplexity.n})`;
}

function depthReason(reason: string, { localisation }: Results): string | undefined {
  const name = 'best layer inside 40–60% depth minus best outside';
  const claim = localisation?.depthClaim;
  if (!claim || !reason.startsWith(name)) return undefined;
  const { difference, interval, inside, layers, pSupported, pContradicted } = claim;
  return `${name}: ${formatPointsInWords(difference, interval)} (${inside} of ${layers} layers lie in that range; ${formatProbability(pSupported)} for the claim, ${formatProbability(pContradicted)} against it)`;
}
