import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { pinnedModel } from '../../../stages/model/pinned-model.ts';
import { openModel } from '../../terminal/open-model.ts';
import { terminal } from '../../terminal/terminal.ts';

/** `download`: the folder on stdout, the commit on stderr. Files that are there already are compared with the Hub's list. */
export async function performDownload(model: string, signal: AbortSignal): Promise<void> {
  if (!model.startsWith('hf:'))
    throw new InvalidInputError(
      `model ${model}`,
      'is not a model on the Hub',
      'Expected hf:org/name or hf:org/name@revision.',
    );
  const checkpoint = await openModel(model, signal, { recheck: true });
  terminal.note(`${pinnedModel(model, checkpoint)} is in the cache`);
  process.stdout.write(`${checkpoint.folder}\n`);
}
