import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** The number of layers given by the sources that know it; undefined if none does. Throws {@link InvalidInputError} if they differ. */
export function agreedLayers(
  said: readonly (readonly [subject: string, layers: number | undefined])[],
): number | undefined {
  const known = said.filter((entry): entry is [string, number] => entry[1] !== undefined);
  const [first, ...others] = known;
  const other = others.find(([, layers]) => layers !== first[1]);
  if (other) throw new InvalidInputError(other[0], `says ${other[1]} layers, ${first[0]} says ${first[1]}`);
  return first?.[1];
}
