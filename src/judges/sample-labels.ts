import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { SeededRandom } from '../statistics/seeded-random.ts';

/** An item with the parts that labellers may see and those that they may not. */
export interface LabelCandidate {
  /** Unique. */
  readonly id: string;
  readonly prompt: string;
  readonly completion: string;
  readonly context?: string;
  /** The verdicts of all judges as one text: items of equal verdicts form a stratum. */
  readonly stratum: string;
}

/** The row that the labeller gets. */
export interface LabelSheetRow {
  /** `s001`, in an order that reveals nothing. */
  readonly sample: string;
  readonly prompt: string;
  readonly context: string;
  readonly completion: string;
}

/** The key that turns labels back into a measurement; kept from the labeller. */
export interface LabelKeyRow {
  readonly sample: string;
  readonly id: string;
  readonly stratum: string;
  /** Items of the stratum over those sampled: how many items this one stands for. */
  readonly weight: number;
}

export interface LabelSample {
  readonly sheet: readonly LabelSheetRow[];
  readonly key: readonly LabelKeyRow[];
}

/**
 * A blinded sample for human labels, `n` items or all if there are fewer: equally many from each stratum while
 * they last, so that rare disagreements of judges are seen, at random within a stratum and in random order. Rates from it
 * need the weights of the key. Throws InvalidInputError on n < 1 and on ids that repeat.
 */
export function sampleLabels(
  candidates: readonly LabelCandidate[],
  { n, seed }: { readonly n: number; readonly seed: number },
): LabelSample {
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidInputError('label sample', `${n} is not a size`);
  const ids = new Set(candidates.map(({ id }) => id));
  if (ids.size < candidates.length) throw new InvalidInputError('label sample', 'items share an id');
  const random = new SeededRandom(seed, 'label sample');
  const strata = new Map<string, LabelCandidate[]>();
  for (const candidate of [...candidates].sort(
    (a, b) => compare(a.stratum, b.stratum) || compare(a.id, b.id),
  ))
    strata.set(candidate.stratum, [...(strata.get(candidate.stratum) ?? []), candidate]);
  const quotas = equalQuotas(
    [...strata.values()].map(({ length }) => length),
    n,
  );
  const chosen = [...strata.values()].flatMap((members, index) =>
    shuffled(members, random)
      .slice(0, quotas[index])
      .map((candidate) => ({ candidate, weight: members.length / quotas[index] })),
  );
  const digits = Math.max(3, String(chosen.length).length);
  const rows = shuffled(chosen, random).map(({ candidate, weight }, index) => {
    const sample = `s${String(index + 1).padStart(digits, '0')}`;
    const { id, stratum, prompt, completion, context = '' } = candidate;
    return { sheet: { sample, prompt, context, completion }, key: { sample, id, stratum, weight } };
  });
  return { sheet: rows.map(({ sheet }) => sheet), key: rows.map(({ key }) => key) };
}

/** Sizes of the samples: at most `sizes`, `total` in all if possible, as equal as the sizes allow. */
function equalQuotas(sizes: readonly number[], total: number): number[] {
  const quotas = sizes.map(() => 0);
  let left = Math.min(
    total,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  while (left > 0)
    for (let i = 0; i < sizes.length && left > 0; i++)
      if (quotas[i] < sizes[i]) {
        quotas[i]++;
        left--;
      }
  return quotas;
}

function shuffled<Item>(items: readonly Item[], random: SeededRandom): Item[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
