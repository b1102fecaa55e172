import type { Results } from '../results/results.ts';

/** Random displacements of a layer away from the peak: a staged audit measures fewer than `controlDraws` there and pools their spread. */
export function drawsPerLayer({ design, localisation, protocol }: Results): number {
  const draws = design ? (localisation?.tests ?? []).map((test) => test.draws) : [];
  return Math.min(protocol.controlDraws, ...draws);
}
