import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { atPrecision } from '../../checkpoint/precision/at-precision.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { type AgainstModel, checkAgainstNames } from './against-model.ts';
import { checkSameModel } from './check-same-model.ts';

/**
 * Whether modified checkpoints can be measured as asked, before anything is downloaded. Throws {@link InvalidInputError} on names
 * that cannot be used, over a queue, and with an adapter.
 */
export function checkAgainst(request: {
  readonly against?: readonly AgainstModel[] | undefined;
  readonly queue?: unknown;
  readonly adapter?: string | undefined;
}): void {
  const { against = [], queue, adapter } = request;
  checkAgainstNames(against);
  if (against.length === 0) return;
  if (queue !== undefined)
    throw new InvalidInputError(
      '`against`',
      'the workers of a queue have the audited model alone',
      'Measure modified checkpoints without `queue`.',
    );
  if (adapter !== undefined)
    throw new InvalidInputError(
      '`against`',
      'weights are compared as their files hold them, which an adapter changes',
      'Leave `adapter` out, or merge it into a checkpoint of its own.',
    );
}

/** The modified checkpoints by name, in their order, each found to have the audited one's architecture and sizes. Rejects as `open` does, or like {@link checkSameModel}. */
export async function openAgainst(
  models: readonly AgainstModel[],
  audited: Checkpoint,
  open: (model: string) => Promise<Checkpoint>,
): Promise<Map<string, Checkpoint>> {
  const opened = new Map<string, Checkpoint>();
  for (const { name, model } of models) {
    const other = atPrecision(await open(model), audited.precision);
    checkSameModel(name, audited, other);
    opened.set(name, other);
  }
  return opened;
}
