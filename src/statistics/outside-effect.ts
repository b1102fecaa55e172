/** An arm at one layer or two, as {@link outsideEffect} sees it. */
export interface ArmAtLayers {
  readonly id: string;
  readonly layers: readonly number[];
}

export interface OutsideArms {
  /** Place of the pair with the largest effect. */
  readonly bestPair: number;
  /** Place of the best arm of one or two layers, none of them in that pair or next to one of its layers; undefined if there is none. */
  readonly outside: number | undefined;
}

/**
 * The strongest effect away from the best pair: of the best single layer or pair that does not touch {l − 1, l, l + 1} of either of
 * its layers. Undefined if there are no pairs.
 */
export function outsideArms(
  arms: readonly ArmAtLayers[],
  effects: ArrayLike<number>,
): OutsideArms | undefined {
  const best = (places: readonly number[]): number | undefined =>
    places.length === 0 ? undefined : places.reduce((a, b) => (effects[b] > effects[a] ? b : a));
  const places = arms.map((_, i) => i);
  const bestPair = best(places.filter((i) => arms[i].layers.length === 2));
  if (bestPair === undefined) return undefined;
  const touches = (layer: number): boolean => arms[bestPair].layers.some((own) => Math.abs(own - layer) <= 1);
  const apart = places.filter((i) => {
    const { layers } = arms[i];
    return (layers.length === 1 || layers.length === 2) && !layers.some(touches);
  });
  return { bestPair, outside: best(apart) };
}
