import type {
  ArmComparison,
  RateComparison,
  RobustnessComparison,
  RunComparison,
} from '../results/run-comparison.ts';
import { censoredDamageInWords } from '../wording/format-censored-damage.ts';
import { formatFraction } from '../wording/format-fraction.ts';
import { formatInterval } from '../wording/format-interval.ts';
import { formatNumber } from '../wording/format-number.ts';
import { formatPercent } from '../wording/format-percent.ts';
import { formatPointsInWords } from '../wording/format-points.ts';
import { formatProbability } from '../wording/format-probability.ts';
import { formatDifference } from '../wording/format-signed.ts';

/** A difference with its sentence. Shares and R both lie in [0, 1], so that sizes compare. */
interface Finding {
  readonly size: number;
  readonly effect: boolean;
  readonly text: string;
}

const UNATTACKED: Readonly<Record<string, readonly [verb: string, prompts: string]>> = {
  'refusal.baseline': ['refuses', 'harmful requests'],
  'over-refusal': ['refuses', 'borderline requests'],
  'harmless.refusal': ['refuses', 'harmless requests'],
  'harmless.exact': ['answers', 'harmless requests right'],
};

/**
 * What two runs show against each other, in words: the effects of all families, largest first, then what shows no detectable difference. The first
 * sentence is the headline.
 */
export function comparisonSentences(comparison: RunComparison): string[] {
  const { best, robustness, baseline } = comparison;
  const same = (one: ArmComparison): boolean =>
    best.some(({ armA, armB }) => armA.id === one.armA.id && armB.id === one.armB.id);
  // What the strongest attack already says is not said again.
  const chosen = comparison.chosen.filter((arm) => !same(arm));
  const findings = [
    ...best.flatMap((arm) => attackFindings('The strongest attack', arm)),
    ...robustness.map(robustnessFinding),
    ...baseline.map((rate) => baselineFinding(rate.name, rate)),
  ];
  const byMethod = chosen.flatMap((arm) => attackFindings(arm.name, arm));
  const isEffect = ({ effect }: Finding): boolean => effect;
  return [
    ...[...findings, ...byMethod].filter(isEffect).toSorted((a, b) => b.size - a.size),
    ...findings.filter((finding) => !isEffect(finding)),
  ]
    .map(({ text }) => text)
    .concat(notToldApart(chosen));
}

function robustnessFinding({ against, a, b, difference }: RobustnessComparison): Finding {
  const { score, halfDamage } = difference;
  const [low, high] = score.interval;
  const what = against === 'grid' ? 'fixed attack grid' : 'every attack tried';
  const verdict =
    low > 0
      ? `B withstands attacks better than A (${what})`
      : high < 0
        ? `B withstands attacks worse than A (${what})`
        : `No detectable difference in robustness between A and B (${what})`;
  const ratio =
    halfDamage.ratio === null
      ? ''
      : `, ${formatNumber(halfDamage.ratio)} times${formatInterval(halfDamage.interval)}`;
  return {
    size: Math.abs(score.value),
    effect: low > 0 || high < 0,
    text:
      `${verdict}: R ${formatFraction(a.score.value)} → ${formatFraction(b.score.value)} (${formatDifference(score.value, score.interval)}); ` +
      `D50, nats per token: ${censoredDamageInWords(a.halfDamage.value)} → ${censoredDamageInWords(b.halfDamage.value)}${ratio}.`,
  };
}

/** Success, and where an effect is shown also the right answers to harmless requests. */
function attackFindings(which: string, { armA, armB, success, harmlessExact }: ArmComparison): Finding[] {
  const arms = `(${armA.id} on A, ${armB.id} on B)`;
  const accuracy: Finding[] =
    harmlessExact.conclusion === 'effect'
      ? [
          finding(
            harmlessExact,
            `Under ${which === 'The strongest attack' ? 'the strongest attack' : which} ${arms} B answers ${harmlessExact.difference > 0 ? 'more' : 'fewer'} harmless requests right than A`,
          ),
        ]
      : [];
  return [finding(success, `${which} ${arms} ${succeeds(success)}`), ...accuracy];
}

function succeeds({ conclusion, difference }: RateComparison): string {
  if (conclusion === 'effect') return `succeeds ${difference > 0 ? 'more' : 'less'} often on B`;
  return conclusion === 'null'
    ? 'does as well on both, within 10 points'
    : 'does not differ detectably in success';
}

function baselineFinding(name: string, rate: RateComparison): Finding {
  const [verb, prompts] = UNATTACKED[name] ?? ['has', name];
  const plain = verb.replace(/s$/, '');
  return finding(
    rate,
    rate.conclusion === 'effect'
      ? `Unattacked, B ${verb} ${rate.difference > 0 ? 'more' : 'fewer'} ${prompts} than A`
      : rate.conclusion === 'null'
        ? `Unattacked, A and B ${plain} equally many ${prompts}, within 10 points`
        : `Unattacked, A and B do not differ detectably in how many ${prompts} they ${plain}`.replace(
            ' right they answer',
            ' they answer right',
          ),
  );
}

const finding = (rate: RateComparison, verdict: string): Finding => ({
  size: Math.abs(rate.difference),
  effect: rate.conclusion === 'effect',
  text: `${verdict}: ${numbers(rate)}.`,
});

/** The methods whose chosen arms show no difference, in one sentence. */
function notToldApart(chosen: readonly ArmComparison[]): string[] {
  const names = (conclusion: RateComparison['conclusion']): string =>
    chosen
      .filter(({ success }) => success.conclusion === conclusion)
      .map(({ name }) => name)
      .join(', ');
  const [open, equal] = [names('inconclusive'), names('null')];
  return [
    ...(open === ''
      ? []
      : [
          `No detectable difference in success between A and B under the arms that these methods chose: ${open}.`,
        ]),
    ...(equal === ''
      ? []
      : [`Success is equal within 10 points on A and B under the arms that these methods chose: ${equal}.`]),
  ];
}

function numbers({ a, b, difference, interval, adjustedP }: RateComparison): string {
  return (
    `${shareOf(a)} → ${shareOf(b)} (${formatPointsInWords(difference, interval)}, ` +
    `adjusted ${formatProbability(adjustedP)})`
  );
}

/** `190/200, 95%` */
const shareOf = ({ k, n, rate }: RateComparison['a']): string => `${k}/${n}, ${formatPercent(rate)}`;
