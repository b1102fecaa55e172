import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/**
 * `all`, or 0-based layers and inclusive ranges (`0,3-5`) → ascending layers without repetition.
 * `layers` is how many the model has. Throws {@link InvalidInputError} naming --layers.
 */
export function parseLayers(text: string, layers: number): number[] {
  if (text.trim() === 'all') return Array.from({ length: layers }, (_, layer) => layer);
  const chosen = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (!match)
      throw new InvalidInputError(
        '--layers',
        `"${part}" is neither a layer nor a range`,
        'Write all, or 0,3-5.',
      );
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (last < first) throw new InvalidInputError('--layers', `range ${part.trim()} is descending`);
    if (last >= layers)
      throw new InvalidInputError(
        '--layers',
        `layer ${first >= layers ? first : last} is out of range: the model has layers 0 to ${layers - 1}`,
      );
    for (let layer = first; layer <= last; layer++) chosen.add(layer);
  }
  return [...chosen].sort((a, b) => a - b);
}
