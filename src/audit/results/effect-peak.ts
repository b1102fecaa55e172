import type { AuditSubject } from '../subject/subject.ts';
import { randomDraws } from './random-draws.ts';
import type { ControlledTest, TestedArms } from './tested-arms.ts';

/**
 * The layer at which single-layer pca-ot of this rank does most beyond its random displacements, the first of several; undefined
 * without any.
 */
export function effectPeak(
  tested: TestedArms,
  controls: readonly ControlledTest[],
  rank: number,
  subject: AuditSubject,
): number | undefined {
  const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
  const drawsAt = randomDraws(controls, subject);
  let peak: { readonly layer: number; readonly effect: number } | undefined;
  for (const { arm } of tested.curve(rank)) {
    const [layer] = arm.layers;
    const own = drawsAt({ layer, rank });
    if (!own) continue;
    const effect =
      count(tested.complied(arm.id)) - own.reduce((sum, draw) => sum + count(draw), 0) / own.length;
    if (peak === undefined || effect > peak.effect) peak = { layer, effect };
  }
  return peak?.layer;
}
