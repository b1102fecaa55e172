import type { Precision } from '../checkpoint/precision/precision.ts';
import { type OutlinedModel, resolveOutline } from '../stages/outline-model.ts';
import { downloadReport } from './download-report.ts';

/** Does something with what a model is; weights that are not in the cache are not downloaded for it. */
export async function withOutline<Result>(
  spec: string,
  signal: AbortSignal,
  { precision }: { readonly precision?: Precision | undefined },
  use: (model: OutlinedModel) => Result | Promise<Result>,
): Promise<Result> {
  const meter = downloadReport(spec);
  let model: OutlinedModel;
  try {
    model = await resolveOutline(spec, { precision, signal, onProgress: meter.report });
  } finally {
    meter.stop(signal.aborted);
  }
  try {
    return await use(model);
  } finally {
    model.close();
  }
}
