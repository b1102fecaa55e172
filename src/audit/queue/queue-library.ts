import { QueueError } from './queue-error.ts';

/** The two optional packages. */
export interface QueueLibrary {
  readonly bullmq: typeof import('bullmq');
  readonly ioredis: typeof import('ioredis');
}

/**
 * Loads BullMQ and its Redis client, which nothing else needs. Throws {@link QueueError} where they are not installed.
 * `load` stands in for `import` in tests.
 */
export async function loadQueueLibrary(
  load: (name: 'bullmq' | 'ioredis') => Promise<unknown> = (name) =>
    name === 'bullmq' ? import('bullmq') : import('ioredis'),
): Promise<QueueLibrary> {
  try {
    const [bullmq, ioredis] = await Promise.all([load('bullmq'), load('ioredis')]);
    return { bullmq, ioredis } as QueueLibrary;
  } catch (error) {
    throw new QueueError('the queue', 'needs the packages bullmq and ioredis, which are not installed', {
      remedy:
        'npm install --ignore-scripts bullmq@6.7.0 ioredis@6.0.0 (an install with --omit=optional leaves them out)',
      exitCode: 2,
      cause: error,
    });
  }
}
