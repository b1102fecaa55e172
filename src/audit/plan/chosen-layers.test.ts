import { expect, it } from 'vitest';
import { chosenLayers } from './chosen-layers.ts';

it.each([
  [undefined, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [['3'], [3]],
  [
    ['8-9', '3', '3-4'],
    [3, 4, 8, 9],
  ],
  // Depths of resid_post, (l + 1)/L: 5/12 = 41.7%, 7/12 = 58.3%.
  [['40%-60%'], [4, 5, 6]],
  [['50%-75%'], [5, 6, 7, 8]],
  [['50%'], [5]],
  [
    ['0%', '100%'],
    [0, 11],
  ],
  [['33.4%-41.6%', '11'], [11]],
] as const)('%j of twelve layers', (layers, expected) => {
  const choose = () => chosenLayers(12, layers ? { layers } : {});
  if (layers?.[0] === '33.4%-41.6%') expect(choose).toThrow('33.4%-41.6% is not in this model');
  else expect(choose()).toEqual(expected);
});
