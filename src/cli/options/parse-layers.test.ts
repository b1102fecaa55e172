import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { parseLayers } from './parse-layers.ts';

describe('parseLayers', () => {
  it.each([
    ['all', [0, 1, 2, 3, 4, 5]],
    ['0', [0]],
    ['5,0,3-4, 4', [0, 3, 4, 5]],
  ])('%s', (text, layers) => {
    expect(parseLayers(text, 6)).toEqual(layers);
  });

  it.each(['', ',', '-1', '1-', '1.5', '4-3', '6', '0-6', '99999999999999999999', 'all,1'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseLayers(text, 6)).toThrow(InvalidInputError);
      expect(() => parseLayers(text, 6)).toThrow(/^--layers: /);
    },
  );
});
