import { terminal } from './terminal.ts';

/** Runs `work` with a stage's progress on stderr, which is removed however it ends. It counts whole units, each number once. */
export async function reportProgress<Result>(
  stage: string,
  unit: string,
  work: (onProgress: (done: number, total: number) => void) => Promise<Result>,
): Promise<Result> {
  const meter = terminal.stage(stage, unit);
  let told = 0;
  try {
    return await work((done, total) => {
      const whole = Math.floor(done);
      if (whole <= told) return;
      told = whole;
      meter.report({ done: whole, total });
    });
  } finally {
    meter.stop();
  }
}
