import { expect, it } from 'vitest';
import { loadQueueLibrary } from './queue-library.ts';

it('says what to install where the optional packages are missing', async () => {
  const missing = async (name: string): Promise<unknown> => {
    throw new Error(`Cannot find package '${name}'`);
  };
  await expect(loadQueueLibrary(missing)).rejects.toMatchObject({
    name: 'QueueError',
    exitCode: 2,
    message: expect.stringMatching(
      /bullmq and ioredis[\s\S]*npm install --ignore-scripts bullmq@6\.7\.0 ioredis@6\.0\.0/,
    ),
  });
});
