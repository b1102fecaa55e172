export type Point = readonly [x: number, y: number];

/** Pairs of a list that holds x and y in turn. */
export function pointsOf(flat: readonly number[]): Point[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
