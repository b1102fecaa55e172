import type { Laboratory } from '../../../src/laboratory/laboratory.ts';
import { JobQueue } from './job-queue.ts';
import { loadLaboratory } from './load-laboratory.ts';
import type { Job, Report } from './protocol.ts';

/** Tokens listed for each model at a step. */
const CANDIDATES = 5;

const queue = new JobQueue();
const report = (message: Report): void => postMessage(message);

/** Lets messages in: a run of WebAssembly does not yield its turn. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function perform(laboratory: Laboratory, job: Job): Promise<void> {
  const { id, request } = job;
  switch (job.kind) {
    case 'experiment': {
      const start = performance.now();
      const experiment = await laboratory.experiment(request);
      report({ kind: 'experiment', id, experiment, milliseconds: performance.now() - start });
      return;
    }
    case 'candidates':
      report({
        kind: 'candidates',
        id,
        candidates: await laboratory.candidates(request, job.answer, CANDIDATES),
      });
      return;
    case 'sweep':
      for (const { axis, values } of job.axes)
        for await (const cell of laboratory.sweep(request, axis, values)) {
          report({ kind: 'cell', id, axis, cell });
          await breathe();
          while (queue.waiting) {
            const next = queue.next()!;
            if (next.kind !== 'candidates') {
              queue.add(next);
              return;
            }
            await attempt(laboratory, next);
          }
        }
  }
}

async function attempt(laboratory: Laboratory, job: Job): Promise<void> {
  try {
    await perform(laboratory, job);
  } catch (error) {
    report({ kind: 'problem', id: job.id, job: job.kind, message: messageOf(error) });
  }
}

let wake: () => void = () => {};
self.onmessage = ({ data }: MessageEvent<Job>) => {
  queue.add(data);
  wake();
};

try {
  const { laboratory, info } = await loadLaboratory(report);
  report({ kind: 'ready', info });
  for (;;) {
    await breathe();
    const job = queue.next();
    if (job) await attempt(laboratory, job);
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
} catch (error) {
  report({ kind: 'failed', message: messageOf(error) });
}
