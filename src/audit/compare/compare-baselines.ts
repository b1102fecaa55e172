import { type NegativeLogLikelihoods, perplexity } from '../../metrics/perplexity.ts';
import type { NamedRateComparison, PerplexityComparison } from '../../results/run-comparison.ts';
import { concludePaired } from '../../statistics/conclude-paired.ts';
import { transformEstimate } from '../../statistics/estimate.ts';
import { ratioDifference } from '../../statistics/ratio-difference.ts';
import type { TestObservation } from '../units/observation.ts';
import { compareFlags, type Flags } from './compare-flags.ts';
import type { ComparedRun } from './compared-run.ts';

const RATES = [
  ['refusal.baseline', 'refused share of forbidden test prompts', 'forbidden', 'refused'],
  ['over-refusal', 'refused share of borderline test prompts', 'borderline', 'refused'],
  ['harmless.refusal', 'refused share of harmless test prompts', 'harmless', 'refused'],
  ['harmless.exact', 'right answers to harmless test prompts', 'harmless', 'exact'],
] as const;

const unattacked = ({ tested }: ComparedRun): TestObservation =>
  tested.baseline.observation as TestObservation;

/** The unattacked models; `paired` by prompt set. */
export function compareBaselines(
  a: ComparedRun,
  b: ComparedRun,
  paired: (set: string) => boolean,
): NamedRateComparison[] {
  const tests = RATES.flatMap(([name, describes, kind, flag]) => {
    const set = `test/${kind}`;
    // Borderline prompts need not be there.
    if ([a, b].some(({ identity }) => (identity.subject.prompts[set]?.count ?? 0) === 0)) return [];
    const side = (run: ComparedRun): Flags => ({
      flags: [...unattacked(run)[kind]!.flags[flag]].map((mark) => mark === '1'),
      groups: run.identity.subject.prompts[set].groups,
    });
    return [{ name, describes, ...compareFlags(side(a), side(b), paired(set)) }];
  });
  return concludePaired(tests);
}

/** Perplexity of the unattacked models: B over A, from the difference of the mean negative log-likelihoods a token. */
export function comparePerplexities(
  a: ComparedRun,
  b: ComparedRun,
  paired: (set: string) => boolean,
): PerplexityComparison[] {
  const [first, second] = [a.identity, b.identity];
  // The hash is over tokens, so it also says that both tokenizers cut the texts alike.
  const sameTexts = first.subject.textsHash === second.subject.textsHash;
  const comparable = first.subject.model.vocabularySize === second.subject.model.vocabularySize;
  return (
    [
      ['perplexity.text.baseline', 'perplexity of held-out raw text', 'text', sameTexts],
      [
        'perplexity.reference.baseline',
        'perplexity of right answers to harmless test prompts',
        'references',
        paired('test/harmless'),
      ],
    ] as const
  ).flatMap(([name, describes, field, together]) => {
    const [x, y] = [unattacked(a)[field], unattacked(b)[field]];
    if (x === null || y === null) return [];
    const groupsOf = ({ identity }: ComparedRun): readonly number[] | undefined =>
      field === 'references' ? identity.subject.prompts['test/harmless'].groups : undefined;
    const difference = ratioDifference(sample(y, groupsOf(b)), sample(x, groupsOf(a)), together);
    const ratio = transformEstimate(difference, Math.exp);
    return [{ name, describes, a: perplexity(x), b: perplexity(y), ratio, paired: together, comparable }];
  });
}

const sample = ({ totals, tokens }: NegativeLogLikelihoods, groups: readonly number[] | undefined) => ({
  totals,
  weights: tokens,
  ...(groups ? { groups } : {}),
});
