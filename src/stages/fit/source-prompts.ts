import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { withTemplateChoice } from '../../checkpoint/with-template-choice.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { type PromptInput, promptRecords } from '../prompts/prompt-input.ts';
import type { ActivationSet } from '../run/activation-set.ts';
import { POSITIONS, type Positions } from '../run/activations-file.ts';
import { checkRecords } from '../run/check-records.ts';
import { type EncodedRecord, encodeRecords } from '../run/encoded-record.ts';

/** Prompts whose activations can be captured again in the same way as a set's. */
export interface SourcePrompts {
  readonly records: readonly EncodedRecord[];
  readonly positions: Positions;
  /** SHA-256 of the prompts. */
  readonly hash: string;
}

/**
 * Encodes the prompts that `source` was captured from, with the system prompt, date, template options and positions it names. Throws
 * InvalidInputError where the source names none, was captured under an intervention, or from other prompts.
 */
export function sourcePrompts(
  prompts: PromptInput,
  source: ActivationSet,
  checkpoint: Checkpoint,
): SourcePrompts {
  const positions = POSITIONS.find((known) => known === source.positions);
  if (source.prompts === undefined || !positions)
    throw new InvalidInputError(
      source.name,
      'does not say which prompts and positions it was captured from',
      'A sequential refit captures them again: write the file with refusal-lab capture.',
    );
  if (source.intervention !== undefined)
    throw new InvalidInputError(
      source.name,
      'was captured under an intervention',
      'A sequential refit starts from the unmodified model.',
    );
  const { records, hash } = promptRecords(prompts, { name: 'sourcePrompts' });
  if (hash !== source.prompts)
    throw new InvalidInputError(
      '`sourcePrompts`',
      `are not those that ${source.name} was captured from`,
      'Give the same prompts, or capture the source again.',
    );
  const encoded = encodeRecords(records, withTemplateChoice(checkpoint, source), source);
  checkRecords(encoded, checkpoint.config, {});
  return { records: encoded, positions, hash };
}
