import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Precision } from '../../checkpoint/precision/precision.ts';
import type { ProviderChoice } from '../../engine/onnx/provider.ts';
import { resolveProvider } from '../../engine/onnx/resolve-provider.ts';
import { resolveModel } from '../../stages/model/resolve-model.ts';
import { withDownloadReport } from './download-report.ts';

/**
 * The model that a command was given, with progress on stderr where it has to be downloaded first. A precision that the provider,
 * where one is named, does not compute in is refused before that.
 */
export async function openModel(
  spec: string,
  signal: AbortSignal,
  {
    recheck = false,
    precision = 'f32',
    provider,
  }: {
    readonly recheck?: boolean;
    readonly precision?: Precision | undefined;
    readonly provider?: ProviderChoice | undefined;
  } = {},
): Promise<Checkpoint> {
  if (provider !== undefined && precision === 'f16') await resolveProvider(provider, { precision });
  return withDownloadReport(signal, (onProgress) =>
    resolveModel(spec, { recheck, precision, signal, onProgress }),
  );
}
