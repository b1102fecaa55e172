import type { AuditData } from '../../../audit/data/audit-data-types.ts';
import { planAudit } from '../../../audit/plan/audit-plan.ts';
import type { AuditOptions } from '../../../audit/subject/audit-options.ts';
import type { Checkpoint } from '../../../checkpoint/checkpoint.ts';
import { availableMemory } from '../../../engine/memory/available-memory.ts';
import { describeSize } from '../../../engine/memory/describe-size.ts';
import { NotEnoughMemoryError } from '../../../engine/memory/not-enough-memory-error.ts';
import { sizeEngine } from '../../../engine/memory/size-engine.ts';
import { isSmallModel, REUSE_BYTES } from '../../../engine/onnx/onnx-engine.ts';
import { measureProductRate } from '../../../engine/onnx/product-rate.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { measureDeviceRate } from '../../../engine/onnx/provider-speed.ts';
import { resolveProvider } from '../../../engine/onnx/resolve-provider.ts';
import { countEngines } from '../../../engine/worker/open-engine-pool.ts';
import { formatPlan } from '../../../report/terminal/format-plan.ts';
import { formatBytes } from '../../../wording/format-bytes.ts';

/** The plan with this machine's speed and memory; no weights are loaded. */
export async function auditPlanText(
  checkpoint: Checkpoint,
  data: AuditData,
  options: AuditOptions,
  {
    workers: wanted,
    memory,
    provider: choice = 'cpu',
    toDownload,
  }: {
    readonly workers?: number;
    readonly memory?: number;
    readonly provider?: ProviderChoice;
    /** Bytes of weights that are not here yet. */
    readonly toDownload: number;
  },
): Promise<string> {
  const small = isSmallModel(checkpoint);
  const provider = await resolveProvider(choice, { precision: checkpoint.precision });
  const rate =
    provider === 'cpu'
      ? await measureProductRate(checkpoint.config, small ? 1 : 0)
      : await measureDeviceRate(provider);
  const workers = countEngines(checkpoint, { provider, wanted });
  let told = `${formatBytes(availableMemory())} are available`;
  let engineBytes: number | undefined;
  try {
    const size = sizeEngine(checkpoint, {
      engines: workers,
      memory,
      provider,
    });
    if (size) told = describeSize(checkpoint.name, size);
    engineBytes = size?.memory.total;
  } catch (error) {
    // A plan says what does not fit; only a run is refused.
    if (!(error instanceof NotEnoughMemoryError)) throw error;
    told = error.message.replace(/\s*\n\s*/g, '. ');
    engineBytes = error.needed / workers;
  }
  const reuseBytes = small && provider === 'cpu' ? REUSE_BYTES : 0;
  const plan = planAudit(checkpoint, data, options, { workers, rate, reuseBytes, engineBytes });
  return formatPlan(plan, { memory: told, toDownload });
}
