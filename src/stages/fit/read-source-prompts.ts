import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { POSITIONS, type Positions } from '../run/activations-file.ts';
import { checkRecords } from '../run/check-records.ts';
import { type EncodedRecord, encodePromptFile } from '../run/encoded-record.ts';
import type { ActivationsFile } from './read-activations.ts';

/** Prompts whose activations can be captured again as a file of activations was. */
export interface SourcePrompts {
  readonly records: readonly EncodedRecord[];
  readonly positions: Positions;
  /** SHA-256 of the prompt file. */
  readonly hash: string;
}

/**
 * Reads the prompts that `source` was captured from, with the system prompt and positions it names. Throws
 * InvalidInputError where the file names none, was captured under an intervention, or from other prompts.
 */
export async function readSourcePrompts(
  path: string,
  source: ActivationsFile,
  checkpoint: Checkpoint,
): Promise<SourcePrompts> {
  const positions = POSITIONS.find((known) => known === source.positions);
  if (source.prompts === undefined || !positions)
    throw new InvalidInputError(
      source.path,
      'does not say which prompts and positions it was captured from',
      'A sequential refit captures them again: write the file with refusal-lab capture.',
    );
  if (source.intervention !== undefined)
    throw new InvalidInputError(
      source.path,
      'was captured under an intervention',
      'A sequential refit starts from the unmodified model.',
    );
  const { records, hash } = await encodePromptFile(
    path,
    checkpoint,
    source.system === undefined ? {} : { system: source.system },
  );
  if (hash !== source.prompts)
    throw new InvalidInputError(
      `--source-prompts ${path}`,
      `is not the file that ${source.path} was captured from`,
      'Give the same prompts, or capture the source again.',
    );
  checkRecords(records, checkpoint.config, {});
  return { records, positions, hash };
}
