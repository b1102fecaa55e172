import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { AuditOptions } from '../subject/audit-options.ts';

const LAYER = /^(\d+)(?:-(\d+))?$/;
const DEPTH = /^(\d+(?:\.\d+)?)%(?:-(\d+(?:\.\d+)?)%)?$/;

/** Whether a text names layers: `3`, `4-9`, `50%` or `40%-60%`. */
export const namesLayers = (text: string): boolean => LAYER.test(text) || DEPTH.test(text);

/**
 * The layers at which arms of one layer are tried, ascending: all of them, or those that `layers` names. A depth is that of resid_post,
 * (l + 1)/L. Throws {@link InvalidInputError} on what is not a layer of the model and on a range without one.
 */
export function chosenLayers(modelLayers: number, { layers }: Pick<AuditOptions, 'layers'>): number[] {
  const all = Array.from({ length: modelLayers }, (_, layer) => layer);
  if (layers === undefined) return all;
  const chosen = new Set(layers.flatMap((text) => namedLayers(text, all)));
  return all.filter((layer) => chosen.has(layer));
}

function namedLayers(text: string, all: readonly number[]): number[] {
  const count = all.length;
  const [range, depth] = [LAYER.exec(text), DEPTH.exec(text)];
  const found = range
    ? all.filter((layer) => layer >= Number(range[1]) && layer <= Number(range[2] ?? range[1]))
    : depth
      ? all.filter((layer) => {
          const percent = (100 * (layer + 1)) / count;
          const [low, high] = [Number(depth[1]), Number(depth[2] ?? depth[1])];
          // A single depth names the layer nearest to it.
          return depth[2] === undefined ? layer === nearest(low, count) : percent >= low && percent <= high;
        })
      : [];
  const [first, end] = [(range ?? depth)?.[1], (range ?? depth)?.[2]].map(Number);
  if (end < first) throw new InvalidInputError('`layers`', `${text} is descending`);
  const last = range ? Number(range[2] ?? range[1]) : 0;
  if (found.length === 0 || last >= count)
    throw new InvalidInputError(
      '`layers`',
      range || depth ? `${text} is not in this model` : `${text} is not a layer, a range or a depth`,
      `It has the layers 0 to ${count - 1}; write 3, 4-9 or 40%-60%.`,
    );
  return found;
}

const nearest = (percent: number, count: number): number =>
  Math.min(count - 1, Math.max(0, Math.round((percent / 100) * count) - 1));
