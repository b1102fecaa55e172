import type { Precision } from '../../../checkpoint/precision/precision.ts';
import { type OutlinedModel, resolveOutline } from '../../../stages/model/outline-model.ts';
import { withDownloadReport } from '../../terminal/download-report.ts';

/** Does something with what a model is; weights that are not in the cache are not downloaded for it. */
export async function withOutline<Result>(
  spec: string,
  signal: AbortSignal,
  { precision }: { readonly precision?: Precision | undefined },
  use: (model: OutlinedModel) => Result | Promise<Result>,
): Promise<Result> {
  const model = await withDownloadReport(signal, (onProgress) =>
    resolveOutline(spec, { precision, signal, onProgress }),
  );
  try {
    return await use(model);
  } finally {
    model.close();
  }
}
