import { type Precision, precisionName } from '../../checkpoint/precision/precision.ts';
import { contentHash } from '../../formats/content-hash.ts';

/**
 * `harmbench-1a2b3c4d`: a judge's kind and a hash of the rest, so that no path or address is written down; with the precision of a judge
 * that is a model.
 */
export function judgeLabel(spec: string, precision: Precision = 'f32'): string {
  const at = spec.indexOf('=');
  if (at < 0) return spec;
  const label = `${spec.slice(0, at)}-${contentHash(spec.slice(at + 1)).slice(0, 8)}`;
  return precision === 'f32' || spec.startsWith('rubric') ? label : `${label}-${precisionName(precision)}`;
}
