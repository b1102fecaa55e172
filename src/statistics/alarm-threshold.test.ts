import { describe, expect, it } from 'vitest';
import { alarmThreshold } from './alarm-threshold.ts';
import { RandomStream } from './random-stream.ts';

describe('the threshold of an alarm', () => {
  it.each([
    // ⌈100 · .99⌉ = 99 of 99.
    [99, 0.01, 99, 0.01],
    // ⌈200 · .99⌉ = 198 of 199.
    [199, 0.01, 198, 0.01],
    // Too few for 1%: the largest, 1/13.
    [12, 0.01, 12, 1 / 13],
    [19, 0.1, 18, 0.1],
  ])('of %i clean scores at level %f', (n, level, rank, reached) => {
    const scores = Array.from({ length: n }, (_, i) => ((i * 7919) % n) + 1);
    expect(alarmThreshold([scores], level)).toEqual({ threshold: rank, level: reached });
  });

  it('is that of the worst stratum', () => {
    expect(alarmThreshold([[1, 2, 3], [10, 0], [4]], 0.01)).toEqual({ threshold: 10, level: 1 / 2 });
  });

  it('raises no more false alarms than its level, on average', () => {
    const draws = new RandomStream(1, 'alarms').normals(400 * 60);
    let alarms = 0;
    for (let run = 0; run < 400; run++) {
      const rows = [...draws.subarray(run * 60, (run + 1) * 60)];
      const { threshold } = alarmThreshold([rows.slice(0, 49)], 0.1);
      alarms += rows.slice(49).filter((score) => score > threshold).length;
    }
    // 4400 later rows at .1, exactly exchangeable: 440 ± 4 standard errors of clustered draws.
    expect(alarms / 4400).toBeGreaterThan(0.08);
    expect(alarms / 4400).toBeLessThan(0.12);
  });

  it('refuses what is not a number', () => {
    expect(() => alarmThreshold([[1, Number.NaN]], 0.01)).toThrow(/clean scores/);
  });
});
