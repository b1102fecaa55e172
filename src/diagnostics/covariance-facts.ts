import { gramMatrix } from '../linalg/gram.ts';
import { columnMean } from '../linalg/mean.ts';
import type { Sample } from '../linalg/sample.ts';
import { squaredNorm } from '../linalg/squared-norm.ts';
import { trace } from '../linalg/trace.ts';
import { shrinkageIntensity } from '../transport/shrink-covariance.ts';
import { effectiveRank } from './effective-rank.ts';

/** Facts about a class's covariance in R^d, as far as n rows can show them. */
export interface CovarianceFacts {
  /** tr S. */
  readonly totalVariance: number;
  /** (tr Σ)²/tr Σ², both parts estimated without bias; null where that fails. */
  readonly effectiveRank: number | null;
  /** ρ of Ledoit and Wolf in R^d: the share of noise in the sample covariance. */
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
