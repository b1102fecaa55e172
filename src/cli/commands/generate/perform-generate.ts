import type { Precision } from '../../../checkpoint/precision/precision.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import { encodeJsonLines } from '../../../formats/json-lines.ts';
import { PromptError } from '../../../prompts/prompt-error.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { withEngine } from '../../../stages/model/with-engine.ts';
import { checkRecords } from '../../../stages/run/check-records.ts';
import { encodePromptFile } from '../../../stages/run/encoded-record.ts';
import { generationLines } from '../../../stages/run/generation-lines.ts';
import { readIntervention } from '../../../stages/run/read-intervention.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { reportProgress } from '../../terminal/report-progress.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** `generate`, with everything that can be wrong checked before the model is loaded. */
export async function performGenerate(request: {
  readonly model: string;
  readonly prompts: string;
  readonly intervention?: string;
  readonly maxNewTokens: number;
  readonly ignoreEos: boolean;
  readonly system?: string;
  readonly precision?: Precision;
  readonly threads?: number;
  readonly provider?: ProviderChoice;
  readonly memory?: number;
  readonly out: string;
  readonly force: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { maxNewTokens, system, out, signal } = request;
  checkOutput(out, request.force);
  const checkpoint = await openModel(request.model, signal, request);
  const intervention =
    request.intervention === undefined
      ? undefined
      : readIntervention(request.intervention, checkpoint).intervention;
  const { records } = await encodePromptFile(request.prompts, checkpoint, {
    signal,
    ...(system === undefined ? {} : { system }),
  });
  const completed = records.find(({ record }) => record.kind === 'prompt' && record.completion !== undefined);
  if (completed)
    throw new PromptError(
      completed.record.where,
      'has a completion already',
      'Leave it out, or use score to measure it.',
    );
  checkRecords(records, checkpoint.config, { extraTokens: maxNewTokens });
  const lines = await reportProgress('generate', 'prompts', (onProgress) =>
    withEngine(checkpoint, { ...request, preparation: reportPreparation() }, (engine) =>
      generationLines(engine, checkpoint, records, {
        maxNewTokens,
        ignoreStopTokens: request.ignoreEos,
        signal,
        onProgress: (done) => onProgress(done, records.length),
        ...(intervention ? { intervention } : {}),
      }),
    ),
  );
  writeResult(out, encodeJsonLines(lines), `${modelLabel(checkpoint)}: ${lines.length} completions`);
}
