import { formatCount } from '../../wording/format-count.ts';
import type { Finding } from '../finding.ts';
import type { WeightScan } from './scan-weights.ts';

const NAMED = 3;

/** NaN or infinity anywhere makes every result meaningless; a matrix of zeros was never written. */
export function weightsFinding({ values, notFinite, allZero }: WeightScan): Finding {
  const shared = {
    name: 'weights',
    values: { values, notFinite: notFinite.slice(0, 20), allZero: allZero.slice(0, 20) },
  };
  const damaged = 'The files are damaged: download the model again and compare their SHA-256.';
  if (notFinite.length > 0) {
    const named = notFinite.slice(0, NAMED).map(({ tensor, count }) => `${tensor} (${count})`);
    return {
      ...shared,
      status: 'failed',
      detail: `NaN or infinity in ${notFinite.length} tensors: ${listed(named, notFinite.length)}`,
      remedy: damaged,
    };
  }
  if (allZero.length > 0)
    return {
      ...shared,
      status: 'warning',
      detail: `nothing but zeros in ${allZero.length} tensors: ${listed(allZero.slice(0, NAMED), allZero.length)}`,
      remedy: damaged,
    };
  return { ...shared, status: 'ok', detail: `${formatCount(values)} values, all finite` };
}

const listed = (names: readonly string[], of: number): string =>
  `${names.join(', ')}${of > names.length ? ', …' : ''}`;
