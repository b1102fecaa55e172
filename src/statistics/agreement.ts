import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { criticalValue } from './critical-value.ts';
import { type GroupLabels, groupSums, indexGroups } from './group-index.ts';
import { requireLength } from './require-input.ts';
import { Z95 } from './wilson.ts';

/** Agreement of two raters on yes and no; a figure is null where its denominator is 0. */
export interface Agreement {
  /** Both yes, only the first, only the second, neither. */
  readonly table: {
    readonly both: number;
    readonly first: number;
    readonly second: number;
    readonly neither: number;
  };
  readonly n: number;
  /** Pairs in which one of the two gave no verdict; not in the table. */
  readonly missing: number;
  /** Share of pairs on which they agree. */
  readonly observed: number | null;
  /** Cohen's κ. */
  readonly kappa: number | null;
  /** 95%, from the large-sample variance, over groups of pairs if given; null if that is 0 (no disagreement seen): no certainty is claimed. */
  readonly kappaInterval: readonly [number, number] | null;
  /** Share of yes among all 2n verdicts: κ falls where it nears 0 or 1. */
  readonly prevalence: number | null;
  /** 2 both/(2 both + first + second). */
  readonly positiveAgreement: number | null;
  /** 2 neither/(2 neither + first + second). */
  readonly negativeAgreement: number | null;
}

/**
 * Agreement of two raters over the same items, null where a rater gave none. κ = (p_o − p_e)/(1 − p_e) (Cohen 1960) with the
 * variance of Fleiss, Cohen and Everitt (1969); positive and negative agreement after Cicchetti and Feinstein (1990).
 *
 * `groups` says which pairs are not independent (one prompt's completions under several arms, near-duplicate prompts). Then the variance is
 * the linearised one over groups, G/(G − 1) Σ_g (Σ_{i∈g} ψ_i)², ψ_i the influence of pair i on κ, with Student's t of G − 1 degrees of
 * freedom; with one pair per group it is the one above but for G/(G − 1). Throws InvalidInputError on lists of different lengths.
 */
export function agreement(
  first: readonly (boolean | null)[],
  second: readonly (boolean | null)[],
  groups?: GroupLabels,
): Agreement {
  if (first.length !== second.length)
    throw new InvalidInputError('agreement', `${first.length} verdicts against ${second.length}`);
  const count = (a: boolean, b: boolean): number =>
    first.filter((verdict, i) => verdict === a && second[i] === b).length;
  const table = {
    both: count(true, true),
    first: count(true, false),
    second: count(false, true),
    neither: count(false, false),
  };
  const { both, neither } = table;
  const differing = table.first + table.second;
  const n = both + neither + differing;
  const { kappa, interval } =
    groups === undefined ? kappaOf(table, n) : groupedKappa(table, n, first, second, groups);
  return {
    table,
    n,
    missing: first.length - n,
    observed: ratio(both + neither, n),
    kappa,
    kappaInterval: interval,
    prevalence: ratio(2 * both + differing, 2 * n),
    positiveAgreement: ratio(2 * both, 2 * both + differing),
    negativeAgreement: ratio(2 * neither, 2 * neither + differing),
  };
}

function kappaOf(
  table: Agreement['table'],
  n: number,
): { kappa: number | null; interval: readonly [number, number] | null } {
  if (n === 0) return { kappa: null, interval: null };
  const p = [
    [table.both / n, table.first / n],
    [table.second / n, table.neither / n],
  ];
  const rows = p.map(([yes, no]) => yes + no);
  const columns = [p[0][0] + p[1][0], p[0][1] + p[1][1]];
  const observed = p[0][0] + p[1][1];
  const expected = rows[0] * columns[0] + rows[1] * columns[1];
  // Both raters always give the same one verdict: no agreement beyond chance is possible.
  const sameWord = Math.max(table.both, table.neither) === n;
  if (sameWord) return { kappa: null, interval: null };
  const kappa = (observed - expected) / (1 - expected);
  if (table.first + table.second === 0) return { kappa, interval: null };
  let agreeing = 0;
  let differing = 0;
  for (const i of [0, 1])
    for (const j of [0, 1]) {
      if (i === j) agreeing += p[i][i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2;
      else differing += p[i][j] * (columns[i] + rows[j]) ** 2;
    }
  const variance =
    (agreeing + (1 - kappa) ** 2 * differing - (kappa - expected * (1 - kappa)) ** 2) /
    (n * (1 - expected) ** 2);
  // Total disagreement has zero variance too.
  if (!(variance > 1e-15)) return { kappa, interval: null };
  const half = Z95 * Math.sqrt(variance);
  return { kappa, interval: [Math.max(-1, kappa - half), Math.min(1, kappa + half)] };
}

/** κ with its interval over groups of pairs. */
function groupedKappa(
  table: Agreement['table'],
  n: number,
  first: readonly (boolean | null)[],
  second: readonly (boolean | null)[],
  labels: GroupLabels,
): { kappa: number | null; interval: readonly [number, number] | null } {
  requireLength('groups of an agreement', labels.length, first.length);
  const { kappa, interval } = kappaOf(table, n);
  if (kappa === null || interval === null) return { kappa, interval };
  const pairs = first.flatMap((a, i) => {
    const b = second[i];
    return a === null || b === null ? [] : [{ a, b, label: labels[i] }];
  });
  const groups = indexGroups(
    pairs.map(({ label }) => label),
    n,
  );
  if (groups.count === 1) return { kappa, interval: [-1, 1] };
  const [rowYes, columnYes] = [(table.both + table.first) / n, (table.both + table.second) / n];
  const observed = (table.both + table.neither) / n;
  const expected = rowYes * columnYes + (1 - rowYes) * (1 - columnYes);
  // Of κ = (p_o − p_e)/(1 − p_e): a pair adds 1 or 0 to p_o, and moves p_e by the share of its verdicts in the other's margin.
  const influence = pairs.map(({ a, b }) => {
    const chance = (a ? columnYes : 1 - columnYes) + (b ? rowYes : 1 - rowYes) - 2 * expected;
    const agrees = (a === b ? 1 : 0) - observed;
    return (agrees * (1 - expected) - chance * (1 - observed)) / ((1 - expected) ** 2 * n);
  });
  const clustered = groupSums(influence, groups).reduce((sum, each) => sum + each * each, 0);
  const variance = (groups.count / (groups.count - 1)) * clustered;
  if (!(variance > 1e-15)) return { kappa, interval: null };
  const half = criticalValue(groups) * Math.sqrt(variance);
  return { kappa, interval: [Math.max(-1, kappa - half), Math.min(1, kappa + half)] };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
