import { terminal } from './terminal.ts';

/** Runs `work` with a stage's progress on stderr, which is gone when it ends, however it ends. */
export async function reportProgress<Result>(
  stage: string,
  unit: string,
  work: (onProgress: (done: number, total: number) => void) => Promise<Result>,
): Promise<Result> {
  const meter = terminal.stage(stage, unit);
  try {
    return await work((done, total) => meter.report({ done, total }));
  } finally {
    meter.stop();
  }
}
