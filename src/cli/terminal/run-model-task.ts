import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { EngineRequest } from '../../engine/engine-request.ts';
import { checkOutput } from '../../formats/check-output.ts';
import type { Model } from '../../stages/model/model.ts';
import { openModel } from '../../stages/model/open-model.ts';
import type { RunOptions } from '../../stages/run/run-options.ts';
import type { TemplateFlags } from '../options/template-options.ts';
import { withDownloadReport } from './download-report.ts';
import { reportPreparation } from './report-preparation.ts';
import { reportProgress } from './report-progress.ts';

/** Shared options of commands that run a model. */
export interface ModelTaskFlags extends Omit<EngineRequest, 'workers'> {
  readonly model: string;
  readonly intervention?: string;
  /** Set for commands that write a file. */
  readonly out?: string;
  readonly force?: boolean;
  /** Of commands that render prompts. */
  readonly thinking?: TemplateFlags['thinking'];
  readonly templateOption?: TemplateFlags['templateOption'];
  readonly signal: AbortSignal;
}

/**
 * Opens the command's model, passes it to `task` with the common options of verbs, and closes it in every case: its memory
 * is free when the result is encoded. An output file that cannot be written is reported first; progress of download,
 * preparation and the verb goes to stderr.
 */
export async function runModelTask<Result>(
  flags: ModelTaskFlags,
  { stage, unit }: { readonly stage: string; readonly unit: string },
  task: (run: RunOptions & { readonly signal: AbortSignal }) => Promise<Result>,
): Promise<{ readonly found: Result; readonly checkpoint: Checkpoint }> {
  const { out, force = false, intervention, signal } = flags;
  if (out !== undefined) checkOutput(out, force);
  const model = await openModelOf(flags);
  try {
    const found = await reportProgress(stage, unit, (onProgress) =>
      task({ model, intervention, signal, onProgress }),
    );
    return { found, checkpoint: model.checkpoint };
  } finally {
    await model.close();
  }
}

/** A command's model, with progress on stderr. */
export function openModelOf({
  model,
  engine,
  python,
  device,
  dtype,
  deviceMap,
  deterministic,
  adapter,
  precision,
  provider,
  memory,
  threads,
  signal,
}: ModelTaskFlags): Promise<Model> {
  return withDownloadReport(signal, (onDownload) =>
    openModel(model, {
      ...{ engine, python, device, dtype, deviceMap, deterministic, adapter },
      precision,
      provider,
      memory,
      threads,
      signal,
      onDownload,
      preparation: reportPreparation(),
    }),
  );
}
