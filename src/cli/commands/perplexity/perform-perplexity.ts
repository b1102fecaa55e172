import type { Checkpoint } from '../../../checkpoint/checkpoint.ts';
import type { Precision } from '../../../checkpoint/precision/precision.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { readTextFile } from '../../../formats/json-file.ts';
import { textPerplexity } from '../../../metrics/text-perplexity.ts';
import { tokeniseText } from '../../../metrics/tokenise-text.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { precisionField } from '../../../stages/model/precision-field.ts';
import { withEngine } from '../../../stages/model/with-engine.ts';
import { readIntervention } from '../../../stages/run/read-intervention.ts';
import { formatEstimate } from '../../../wording/format-estimate.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { reportProgress } from '../../terminal/report-progress.ts';

/** Beyond it a window costs more than its longer context is worth; also what most published figures use at most. */
const DEFAULT_CONTEXT = 2048;

/** `perplexity`, with everything that can be wrong checked before the model is loaded. */
export async function performPerplexity(request: {
  readonly model: string;
  readonly text: string;
  readonly context?: number;
  readonly stride?: number;
  readonly separator?: string;
  readonly intervention?: string;
  readonly precision?: Precision;
  readonly threads?: number;
  readonly provider?: ProviderChoice;
  readonly memory?: number;
  readonly json: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { text: file, stride, signal } = request;
  const checkpoint = await openModel(request.model, signal, request);
  const attack =
    request.intervention === undefined
      ? {}
      : { intervention: readIntervention(request.intervention, checkpoint).intervention };
  if (attack.intervention && attack.intervention.scope !== 'all')
    throw new InvalidInputError(
      request.intervention!,
      `raw text has no roles, so token scope "${attack.intervention.scope}" is not reached`,
      'Use an intervention of scope "all", or score {"prompt": "…", "completion": "…"} lines.',
    );
  const context = contextOf(checkpoint, request.context);
  const texts = documentsOf(file, request.separator).map((text) =>
    tokeniseText(checkpoint.tokenizer(), text),
  );
  const found = await reportProgress('perplexity', 'windows', (onProgress) =>
    withEngine(checkpoint, { ...request, preparation: reportPreparation() }, (engine) =>
      textPerplexity(
        engine,
        texts.map(({ tokens }) => tokens),
        {
          prefix: texts[0].prefix,
          context,
          ...(stride === undefined ? {} : { stride }),
          signal,
          onProgress,
          ...attack,
        },
      ),
    ),
  );
  const { perplexity, units, tokens, windows } = found;
  process.stdout.write(
    request.json
      ? `${JSON.stringify({ model: checkpoint.name, ...precisionField(checkpoint), text: file, intervention: request.intervention ?? null, ...found }, finiteOrText)}\n`
      : `${modelLabel(checkpoint)}: perplexity ${formatEstimate(perplexity)} over ${tokens} tokens in ${windows} windows (context ${found.context}, stride ${found.stride}; 95% CI over ${units}, n = ${perplexity.n})\n`,
  );
}

/** JSON has no infinity; a number that became null would read as "not measured". */
function finiteOrText(_: string, value: unknown): unknown {
  return value === Infinity ? 'Infinity' : value;
}

function contextOf({ config }: Checkpoint, wanted: number | undefined): number {
  const limit = Math.min(config.maxPositions, config.slidingWindow ?? Number.POSITIVE_INFINITY);
  if (wanted !== undefined && wanted > limit)
    throw new InvalidInputError(
      '--context',
      `${wanted} tokens are more than the ${limit} that the model takes`,
    );
  return wanted ?? Math.min(limit, DEFAULT_CONTEXT);
}

function documentsOf(file: string, separator: string | undefined): string[] {
  const text = readTextFile(file);
  const documents: string[][] = [[]];
  for (const line of text.split('\n'))
    if (separator !== undefined && line.trim() === separator.trim()) documents.push([]);
    else documents.at(-1)!.push(line);
  const parts = documents.map((lines) => lines.join('\n')).filter((part) => part.trim() !== '');
  if (parts.length === 0) throw new InvalidInputError(file, 'holds no text');
  return parts;
}
