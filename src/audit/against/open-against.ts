import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { atPrecision } from '../../checkpoint/precision/at-precision.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { type AgainstModel, parseAgainst } from './against-model.ts';
import { checkSameModel } from './check-same-model.ts';

/**
 * The modified checkpoints that a request names, before anything is downloaded. Throws {@link InvalidInputError} on texts
 * that are not NAME=MODEL, on a name that two have, over a queue, and with an adapter.
 */
export function checkAgainst(request: {
  readonly against?: readonly string[] | undefined;
  readonly queue?: unknown;
  readonly adapter?: string | undefined;
}): AgainstModel[] {
  const { queue, adapter } = request;
  const against = (request.against ?? []).map(parseAgainst);
  if (against.length === 0) return [];
  const names = against.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new InvalidInputError('`against`', `two models are named ${twice}`, 'Give each its own name.');
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
  return against;
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
