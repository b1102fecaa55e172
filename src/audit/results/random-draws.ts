import type { AuditSubject } from '../subject/subject.ts';
import { type ControlledTest, compliedOf } from './tested-arms.ts';

/** Where a single-layer pca-ot arm acts. */
export interface Place {
  readonly layer: number;
  readonly rank: number;
}

/** Coherent success of the random displacements of each place, a list a draw, prompt by prompt; undefined without any. */
export function randomDraws(
  controls: readonly ControlledTest[],
  subject: AuditSubject,
): (place: Place) => readonly (readonly boolean[])[] | undefined {
  const draws = new Map<string, (readonly boolean[])[]>();
  const keyOf = ({ layer, rank }: Place): string => `${layer}/${rank}`;
  for (const { arm, observation } of controls) {
    if (arm.control?.kind !== 'random') continue;
    const key = keyOf({ layer: arm.layers[0], rank: arm.rank! });
    draws.set(key, [...(draws.get(key) ?? []), compliedOf(observation, subject)]);
  }
  return (place) => draws.get(keyOf(place));
}
