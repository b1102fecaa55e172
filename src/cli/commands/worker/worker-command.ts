import { Command } from 'commander';
import { LOCK_SECONDS } from '../../../audit/queue/lock-seconds.ts';
import { DEFAULT_PREFIX } from '../../../audit/queue/queue-address.ts';
import { addOptions } from '../../options/add-options.ts';
import { engineOptions } from '../../options/engine-options.ts';
import { memoryOption } from '../../options/memory-option.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { judgePrecisionOption, precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Runs units of audits started with `--queue`. */
export function workerCommand(signal: SignalSource): Command {
  return addOptions(new Command('worker'), engineOptions())
    .description('run work units for audits started elsewhere with --queue (docs/queue.md)')
    .argument('<address>', 'redis://[user:password@]host:port/database, or rediss:// for TLS')
    .requiredOption('--model <model>', 'model folder or organism:<name>; must be the model of the audits')
    .option('--queue-prefix <text>', 'prefix of every key of the queue', DEFAULT_PREFIX)
    .option(
      '--workers <n>',
      'engines side by side (default: one per core for small models, else 1)',
      parsePositiveInteger,
    )
    .addOption(precisionOption())
    .addOption(providerOption())
    .addOption(memoryOption())
    .option('--judge <judge...>', 'judges that can be opened here, named as the audits name them')
    .addOption(judgePrecisionOption('judge-precision'))
    .option('--judge-cache <file>', 'file that keeps the grades of a rubric judge, without texts')
    .option(
      '--lock <seconds>',
      "seconds before a silent worker's unit is reassigned",
      parsePositiveInteger,
      LOCK_SECONDS,
    )
    .option(
      '--idle-exit <seconds>',
      'exit after this many seconds without an audit for this model (default: wait for ever)',
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
