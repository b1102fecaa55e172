import type { Precision } from '../../../checkpoint/precision/precision.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { withEngine } from '../../../stages/model/with-engine.ts';
import { encodeActivations, type Positions } from '../../../stages/run/activations-file.ts';
import { captureActivations } from '../../../stages/run/capture-activations.ts';
import { checkRecords } from '../../../stages/run/check-records.ts';
import { encodePromptFile } from '../../../stages/run/encoded-record.ts';
import { readIntervention } from '../../../stages/run/read-intervention.ts';
import { sitesOf } from '../../../stages/run/sites-of.ts';
import { parseLayers } from '../../options/parse-layers.ts';
import { parsePoints } from '../../options/parse-points.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { reportProgress } from '../../terminal/report-progress.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** `capture`, with everything that can be wrong checked before the model is loaded. */
export async function performCapture(request: {
  readonly model: string;
  readonly prompts: string;
  readonly points: string;
  readonly layers: string;
  readonly positions: Positions;
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
  const { positions, system, out, signal } = request;
  checkOutput(out, request.force);
  const checkpoint = await openModel(request.model, signal, request);
  const sites = sitesOf(parseLayers(request.layers, checkpoint.config.layers), parsePoints(request.points));
  const file =
    request.intervention === undefined ? undefined : readIntervention(request.intervention, checkpoint);
  const { records, hash } = await encodePromptFile(request.prompts, checkpoint, {
    signal,
    ...(system === undefined ? {} : { system }),
  });
  const attack = file ? { intervention: file.intervention } : {};
  if (positions === 'mean' && file?.intervention.scope === 'generated')
    throw new InvalidInputError(
      '--positions mean',
      `is over the prompt, which ${request.intervention} of token scope "generated" does not reach`,
      'Use --positions last or all, or an intervention of another scope.',
    );
  checkRecords(records, checkpoint.config, attack);
  const captured = await reportProgress('capture', 'prompts', (onProgress) =>
    withEngine(
      checkpoint,
      {
        ...request,
        captureBlocks: 1 + Math.max(...sites.map(({ layer }) => layer)),
        preparation: reportPreparation(),
      },
      (engine, size) =>
        captureActivations(engine, checkpoint, records, {
          sites,
          positions,
          signal,
          onProgress,
          inGroups: size?.settings.layersAtOnce !== undefined,
          ...attack,
        }),
    ),
  );
  const bytes = encodeActivations({
    ...captured,
    prompts: hash,
    ...(file ? { intervention: file.hash } : {}),
    ...(system === undefined ? {} : { system }),
  });
  writeResult(out, bytes, `${modelLabel(checkpoint)}: ${records.length} prompts at ${sites.length} sites`);
}
