import type { Precision } from '../../../checkpoint/precision/precision.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { encodeActivations, type Positions } from '../../../stages/activations-file.ts';
import { captureActivations } from '../../../stages/capture-activations.ts';
import { checkOutput } from '../../../stages/check-output.ts';
import { checkRecords } from '../../../stages/check-records.ts';
import { encodePromptFile } from '../../../stages/encoded-record.ts';
import { modelLabel } from '../../../stages/model-label.ts';
import { parseLayers } from '../../../stages/parse-layers.ts';
import { parsePoints } from '../../../stages/parse-points.ts';
import { readIntervention } from '../../../stages/read-intervention.ts';
import { sitesOf } from '../../../stages/sites-of.ts';
import { withEngine } from '../../../stages/with-engine.ts';
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
