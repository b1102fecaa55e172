import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { readTextFile } from '../../../formats/json-file.ts';
import { splitDocuments } from '../../../metrics/split-documents.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { precisionField } from '../../../stages/model/precision-field.ts';
import { perplexity } from '../../../stages/run/perplexity.ts';
import { formatEstimate } from '../../../wording/format-estimate.ts';
import { type ModelTaskFlags, runModelTask } from '../../terminal/run-model-task.ts';

/** `perplexity`: reads a text, measures, prints. */
export async function performPerplexity(
  flags: ModelTaskFlags & {
    readonly text: string;
    readonly context?: number;
    readonly stride?: number;
    readonly separator?: string;
    readonly json: boolean;
  },
): Promise<void> {
  const { text: file, context, stride } = flags;
  const task = { stage: 'perplexity', unit: 'windows' };
  const { found, checkpoint } = await runModelTask(flags, task, (run) => {
    const text = splitDocuments(readTextFile(file), flags.separator);
    if (text.length === 0) throw new InvalidInputError(file, 'holds no text');
    return perplexity({ ...run, text, context, stride });
  });
  const { perplexity: estimate, units, tokens, windows } = found;
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ model: checkpoint.name, ...precisionField(checkpoint), text: file, intervention: flags.intervention ?? null, ...found }, finiteOrText)}\n`
      : `${modelLabel(checkpoint)}: perplexity ${formatEstimate(estimate)} over ${tokens} tokens in ${windows} windows (context ${found.context}, stride ${found.stride}; 95% CI over ${units}, n = ${estimate.n})\n`,
  );
}

/** JSON cannot express infinity; null would read as "not measured". */
function finiteOrText(_: string, value: unknown): unknown {
  return value === Infinity ? 'Infinity' : value;
}
