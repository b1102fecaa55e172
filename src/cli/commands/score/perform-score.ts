import type { Precision } from '../../../checkpoint/precision/precision.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import { encodeJsonLines } from '../../../formats/json-lines.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { withEngine } from '../../../stages/model/with-engine.ts';
import { checkRecords } from '../../../stages/run/check-records.ts';
import { encodePromptFile } from '../../../stages/run/encoded-record.ts';
import { readIntervention } from '../../../stages/run/read-intervention.ts';
import { scoreLines } from '../../../stages/run/score-lines.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { reportProgress } from '../../terminal/report-progress.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** `score`, with everything that can be wrong checked before the model is loaded. */
export async function performScore(request: {
  readonly model: string;
  readonly text: string;
  readonly intervention?: string;
  readonly system?: string;
  readonly precision?: Precision;
  readonly threads?: number;
  readonly provider?: ProviderChoice;
  readonly memory?: number;
  readonly out: string;
  readonly force: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { system, out, signal } = request;
  checkOutput(out, request.force);
  const checkpoint = await openModel(request.model, signal, request);
  const attack =
    request.intervention === undefined
      ? {}
      : { intervention: readIntervention(request.intervention, checkpoint).intervention };
  const { records } = await encodePromptFile(request.text, checkpoint, {
    completions: true,
    signal,
    ...(system === undefined ? {} : { system }),
  });
  // Nothing is predicted from the last token.
  checkRecords(records, checkpoint.config, { ...attack, unusedTail: 1 });
  const lines = await reportProgress('score', 'texts', (onProgress) =>
    withEngine(checkpoint, { ...request, preparation: reportPreparation() }, (engine) =>
      scoreLines(engine, checkpoint, records, {
        signal,
        onProgress: (done) => onProgress(done, records.length),
        ...attack,
      }),
    ),
  );
  writeResult(out, encodeJsonLines(lines), `${modelLabel(checkpoint)}: ${lines.length} texts`);
}
