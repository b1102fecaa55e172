import { Command } from 'commander';
import { LOCK_SECONDS } from '../../../audit/queue/lock-seconds.ts';
import { DEFAULT_PREFIX } from '../../../audit/queue/queue-address.ts';
import { memoryOption } from '../../options/memory-option.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { judgePrecisionOption, precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Does units of audits that run with `--queue`. */
export function workerCommand(signal: SignalSource): Command {
  return new Command('worker')
    .description('do units of audits that other machines run with --queue (docs/queue.md)')
    .argument('<address>', 'redis://[user:password@]host:port/database, or rediss:// for TLS')
    .requiredOption('--model <model>', 'model folder or organism:<name>: the same model as the audits have')
    .option('--queue-prefix <text>', 'what every key of the queue begins with', DEFAULT_PREFIX)
    .option(
      '--workers <n>',
      'engines side by side (default: a core each for small models, else 1)',
      parsePositiveInteger,
    )
    .addOption(precisionOption())
    .addOption(providerOption())
    .addOption(memoryOption())
    .option('--judge <judge...>', 'judges that can be opened here, named as the audits name them')
    .addOption(judgePrecisionOption('judge-precision'))
    .option('--judge-cache <file>', 'keep grades of a rubric judge there, without texts')
    .option(
      '--lock <seconds>',
      'how long a unit is kept for a worker that gives no sign of life',
      parsePositiveInteger,
      LOCK_SECONDS,
    )
    .option(
      '--idle-exit <seconds>',
      'end when no audit for this model has been there for so long (default: wait for ever)',
      parsePositiveInteger,
    )
    .action(async (address: string, flags) => {
      const { queuePrefix: prefix, judge: judges, lock: lockSeconds, idleExit: idleSeconds, ...more } = flags;
      const { performWorker } = await import('./perform-worker.ts');
      await performWorker({
        ...more,
        address,
        prefix,
        password: process.env.REFUSAL_LAB_QUEUE_PASSWORD,
        judges,
        lockSeconds,
        idleSeconds,
        signal: signal(),
      });
    });
}
