import type { Results } from '../results/results.ts';
import { formatLayers } from '../wording/format-layers.ts';

/** Layers of the curve over depth at which a staged audit measured success, ascending; null where that is all of them, as in a full audit. */
export function measuredLayers({ design, localisation, model }: Results): number[] | null {
  if (design === undefined || localisation === null) return null;
  const { rank, tests } = localisation;
  const layers = tests.filter((test) => test.rank === rank).map(({ layer }) => layer);
  return layers.length < model.layers ? layers.toSorted((a, b) => a - b) : null;
}

/** `layer 8`, `layers 3, 6–11` */
export const layerWords = (layers: readonly number[]): string =>
  `layer${layers.length > 1 ? 's' : ''} ${formatLayers(layers)}`;
