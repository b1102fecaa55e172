import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { Z95 } from './wilson.ts';

/** How far two raters agree on yes and no; a figure is null where its denominator is 0. */
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
  /** 95%, from the large-sample variance; null where that is 0 (no disagreement seen), which would claim certainty. */
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
 * Throws InvalidInputError on lists of different lengths.
 */
export function agreement(
  first: readonly (boolean | null)[],
  second: readonly (boolean | null)[],
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
  const { kappa, interval } = kappaOf(table, n);
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
  // Both raters always say the same one thing: nothing is left to agree on beyond chance.
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
  // Total disagreement has no variance either.
  if (!(variance > 1e-15)) return { kappa, interval: null };
  const half = Z95 * Math.sqrt(variance);
  return { kappa, interval: [Math.max(-1, kappa - half), Math.min(1, kappa + half)] };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
