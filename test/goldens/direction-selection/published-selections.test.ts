import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type DirectionCandidate, selectDirection } from '../../../src/methods/select-direction.ts';

type Row = readonly [
  position: number,
  layer: number,
  bypass: number | null,
  induce: number | null,
  kl: number | null,
];
interface Published {
  readonly layers: number;
  readonly candidates: readonly Row[];
  readonly survivors: readonly (readonly [position: number, layer: number])[];
  readonly chosen: readonly [position: number, layer: number];
}

const { models }: { readonly models: Readonly<Record<string, Published>> } = JSON.parse(
  readFileSync(new URL('published-selections.json', import.meta.url), 'utf8'),
);
const pair = ({ position, layer }: DirectionCandidate): [number, number] => [position, layer];
const keys = (pairs: readonly (readonly number[])[]): string[] => pairs.map(String).sort();

describe('direction selection on published measurements (Arditi et al. 2024)', () => {
  it('has five models', () => {
    expect(Object.keys(models)).toHaveLength(5);
  });

  it.each(Object.entries(models))('drops and chooses what was published: %s', async (_, published) => {
    const { layers, candidates, survivors, chosen } = published;
    const measured = new Map(candidates.map((row) => [`${row[0]},${row[1]}`, row]));
    const selection = await selectDirection({
      candidates: candidates.map(([position, layer]) => ({ position, layer })),
      layers,
      measure: async (candidate) => {
        const [, , bypass, induce, kl] = measured.get(pair(candidate).join())!;
        return { bypass: bypass ?? Number.NaN, induce: induce ?? Number.NaN, kl: kl ?? Number.NaN };
      },
    });
    expect(pair(selection.chosen.candidate)).toEqual(chosen);
    expect(selection.flagged).toBe(false);
    const kept = selection.candidates.filter(({ dropped }) => dropped.length === 0);
    expect(keys(kept.map(({ candidate }) => pair(candidate)))).toEqual(keys(survivors));
    expect(kept.length).toBeLessThan(candidates.length / 4);
  });
});
