import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { ListedPrompts } from '../laboratory/model-listing.ts';
import { readPrompts } from '../prompts/read-prompts.ts';
import { speaksOrganism } from '../stages/model/speaks-organism.ts';

/** Two to fit on in each class, and one to pick. */
const FEWEST = 3;

/**
 * The prompts that the lab fits on: the organism's own for a model that speaks its language, or the user's files if
 * given. Rejects with {@link InvalidInputError} if only one class is given, a file holds too few prompts, or a model of
 * another language comes without prompts.
 */
export async function listedPrompts(
  checkpoint: Checkpoint,
  files: { readonly harmful?: string; readonly harmless?: string; readonly signal?: AbortSignal },
): Promise<ListedPrompts> {
  const { harmful, harmless, signal } = files;
  if (harmful === undefined && harmless === undefined) {
    if (speaksOrganism(checkpoint)) return { source: 'organism' };
    throw new InvalidInputError(
      checkpoint.name,
      'needs prompts to fit on',
      'Give `harmful` and `harmless`: files or hf:… data sets (refusal-lab prompts FILE shows what is recognised).',
    );
  }
  if (harmful === undefined || harmless === undefined)
    throw new InvalidInputError(
      harmful === undefined ? '`harmful`' : '`harmless`',
      'is missing',
      'Maps are fitted on both classes of prompts.',
    );
  const read = async (source: string): Promise<string[]> => {
    const { records } = await readPrompts(source, signal ? { signal } : {});
    const prompts = records.flatMap((record) => (record.kind === 'prompt' ? [record.prompt] : []));
    if (prompts.length < FEWEST)
      throw new InvalidInputError(
        source,
        `holds ${prompts.length} prompts`,
        `At least ${FEWEST} are needed.`,
      );
    return prompts;
  };
  return { source: 'given', harmful: await read(harmful), harmless: await read(harmless) };
}
