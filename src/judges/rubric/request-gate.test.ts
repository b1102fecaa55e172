import { describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { RequestGate } from './request-gate.ts';

/** Time that passes when somebody sleeps. */
function fakeClock(): Clock & { time: number } {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: async (milliseconds: number) => {
      const end = clock.time + milliseconds;
      await Promise.resolve();
      clock.time = Math.max(clock.time, end);
    },
  };
  return clock;
}

describe('RequestGate', () => {
  it('spaces requests by the rate, however many wait', async () => {
    const clock = fakeClock();
    const gate = new RequestGate(120, clock);
    const starts: number[] = [];
    const enter = async () => {
      await gate.enter();
      starts.push(clock.now());
    };
    await Promise.all([enter(), enter(), enter(), enter(), enter()]);
    expect(starts).toEqual([0, 500, 1000, 1500, 2000]);
  });

  it('lets nobody in during a pause', async () => {
    const clock = fakeClock();
    const gate = new RequestGate(60_000, clock);
    await gate.enter();
    gate.pause(7_000);
    await gate.enter();
    expect(clock.now()).toBe(7_000);
  });
});
