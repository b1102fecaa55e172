import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { type DirectionCandidate, type DirectionMeasurement, selectDirection } from './select-direction.ts';

type Row = readonly [layer: number, bypass: number, induce: number, kl: number];

function select(rows: readonly Row[], options: { signal?: AbortSignal; maximumKl?: number } = {}) {
  const candidates = rows.map(([layer], i): DirectionCandidate => ({ layer, position: -1 - i }));
  const measure = async (candidate: DirectionCandidate): Promise<DirectionMeasurement> => {
    const [, bypass, induce, kl] = rows[-1 - candidate.position];
    return { bypass, induce, kl };
  };
  return selectDirection({ candidates, layers: 12, measure, ...options });
}

describe('selectDirection', () => {
  it('takes the lowest bypass among those that keep behaviour, induce refusal and are not late', async () => {
    const selection = await select([
      [3, -2, 1, 0.05],
      [4, -5, 1, 0.2],
      [5, -6, -0.1, 0.05],
      [9, -7, 1, 0.05],
      [11, -8, -1, 0.3],
      [6, -3, 0, 0.1],
    ]);
    expect(selection.firstPrunedLayer).toBe(9);
    expect(selection.chosen.candidate.layer).toBe(6);
    expect(selection.flagged).toBe(false);
    expect(selection.candidates.map(({ dropped }) => dropped)).toEqual([
      [],
      ['kl'],
      ['induce'],
      ['layer'],
      ['kl', 'induce', 'layer'],
      [],
    ]);
    expect(selection.withoutLayerPruning.chosen.candidate.layer).toBe(9);
    expect(selection.withoutLayerPruning.flagged).toBe(false);
  });

  it('flags the best unfiltered candidate when none survives', async () => {
    const selection = await select([
      [3, -2, 1, 0.5],
      [10, -9, 1, 0.4],
      [4, -5, -1, 0.01],
    ]);
    expect(selection.flagged).toBe(true);
    expect(selection.chosen.candidate.layer).toBe(10);
    expect(selection.withoutLayerPruning.flagged).toBe(true);
  });

  it('flags only the pruned choice when pruning alone empties the field', async () => {
    const selection = await select([
      [10, -1, 1, 0.05],
      [3, -4, 1, 0.9],
    ]);
    expect(selection).toMatchObject({ flagged: true, withoutLayerPruning: { flagged: false } });
    expect(selection.chosen.candidate.layer).toBe(3);
    expect(selection.withoutLayerPruning.chosen.candidate.layer).toBe(10);
  });

  it('breaks ties by KL, then by order', async () => {
    const tied = await select([
      [3, -2, 1, 0.05],
      [4, -2, 1, 0.04],
      [5, -2, 1, 0.04],
    ]);
    expect(tied.chosen.candidate.layer).toBe(4);
  });

  it('never takes a candidate that could not be measured', async () => {
    const selection = await select([
      [3, Number.NaN, 1, 0.05],
      [4, -1, 1, Number.POSITIVE_INFINITY],
      [5, 4, 1, 0.5],
    ]);
    expect(selection.candidates[0].dropped).toEqual(['not-finite']);
    expect(selection.candidates[1].dropped).toEqual(['not-finite', 'kl']);
    expect(selection).toMatchObject({ flagged: true, chosen: { candidate: { layer: 5 } } });
    await expect(select([[3, Number.NaN, 1, 0]])).rejects.toThrow(InvalidInputError);
  });

  it('refuses no candidates and a threshold that is NaN, and stops when aborted', async () => {
    await expect(select([])).rejects.toThrow(/candidates: are empty/);
    await expect(select([[3, 1, 1, 0]], { maximumKl: Number.NaN })).rejects.toThrow(/maximumKl/);
    await expect(select([[3, 1, 1, 0]], { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    );
  });
});
