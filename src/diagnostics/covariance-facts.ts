import { gramMatrix } from '../linalg/gram.ts';
import { columnMean } from '../linalg/mean.ts';
import type { Sample } from '../linalg/sample.ts';
import { squaredNorm } from '../linalg/squared-norm.ts';
import { trace } from '../linalg/trace.ts';
import { shrinkageIntensity } from '../transport/shrink-covariance.ts';
import { effectiveRank } from './effective-rank.ts';

/** What a class's covariance in R^d is like, as far as n rows can tell. */
export interface CovarianceFacts {
  /** tr S. */
  readonly totalVariance: number;
  /** (tr Σ)²/tr Σ², estimated without bias in both parts; null where that fails. */
  readonly effectiveRank: number | null;
  /** ρ of Ledoit and Wolf in R^d: how much of the sample covariance is noise. */
  readonly shrinkage: number;
  /** n/d. */
  readonly rowsPerDimension: number;
}

/** From the class's n×n Gram matrix; nothing of size d×d is formed. At least two rows. */
export function covarianceFacts({ rows, count, dimension }: Sample): CovarianceFacts {
  const gram = gramMatrix([rows], columnMean(rows, dimension));
  const total = trace(gram, count) / (count - 1);
  const squares = squaredNorm(gram) / (count - 1) ** 2;
  let fourth = 0;
  for (let i = 0; i < count; i++) fourth += gram[i * (count + 1)] ** 2;
  const statistics = { count, size: dimension, trace: total, squares, fourth };
  return {
    totalVariance: total,
    effectiveRank: effectiveRank(statistics),
    shrinkage: shrinkageIntensity({ kind: 'ledoit-wolf' }, statistics),
    rowsPerDimension: count / dimension,
  };
}
