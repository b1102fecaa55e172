import { describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { organismFolder } from '../../organism/organism-folder.ts';
import { checkRecords } from './check-records.ts';

const { config } = loadCheckpoint(organismFolder('aligned'));
const recordOf = (length: number) =>
  ({
    record: { kind: 'tokens', where: 'file:1', tokens: [] },
    sequence: { tokens: new Array<number>(length).fill(5), promptLength: length },
  }) as unknown as Parameters<typeof checkRecords>[0][number];
const check = (length: number, changes: Partial<typeof config>, extraTokens = 0): void =>
  checkRecords([recordOf(length)], { ...config, ...changes }, { extraTokens });

describe('checkRecords', () => {
  it('takes what the model takes', () => {
    const maxPositions = 64;
    expect(() => check(64, { maxPositions })).not.toThrow();
    expect(() => check(65, { maxPositions })).toThrow('file:1');
    expect(() => check(65, { maxPositions })).toThrow('the model takes 64');
    expect(() => check(60, { maxPositions }, 5)).toThrow('60 tokens and 5 new ones');
  });

  it('takes no more than engines keep room for', () => {
    const maxPositions = 131072;
    expect(() => check(4096, { maxPositions })).not.toThrow();
    expect(() => check(4097, { maxPositions })).toThrow('the engine keeps room for 4096');
  });
});
