import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { checkEngine } from '../engine/check-engine.ts';
import type { EnginePlace } from '../engine/engine-place.ts';
import type { EngineRequest } from '../engine/engine-request.ts';
import { availableMemory } from '../engine/memory/available-memory.ts';
import { describeSize } from '../engine/memory/describe-size.ts';
import { NotEnoughMemoryError } from '../engine/memory/not-enough-memory-error.ts';
import { sizeEngine } from '../engine/memory/size-engine.ts';
import { isSmallModel, REUSE_BYTES } from '../engine/onnx/onnx-engine.ts';
import { measureProductRate } from '../engine/onnx/product-rate.ts';
import { measureDeviceRate } from '../engine/onnx/provider-speed.ts';
import { resolveEngine } from '../engine/resolve-engine.ts';
import { countEngines } from '../engine/worker/open-engine-pool.ts';
import type { AuditPlan } from '../results/audit-plan.ts';
import { resolveOutline } from '../stages/model/outline-model.ts';
import { formatBytes } from '../wording/format-bytes.ts';
import type { AuditRequest } from './audit-request.ts';
import { loadAuditData } from './data/audit-data.ts';
import type { AuditSources } from './data/audit-sources.ts';
import { splitFacts } from './data/split-facts.ts';
import { hasSources, type SourceSplits, splitSources } from './data/split-sources.ts';
import { powerProblem } from './data/test-power.ts';
import { auditPlan } from './plan/audit-plan.ts';
import { checkPlan } from './plan/check-plan.ts';
import { requestedOptions } from './requested-options.ts';
import { sourcesOf } from './sources-of.ts';

/** What an audit would do on this machine. */
export interface PlannedAudit {
  readonly plan: AuditPlan;
  /** A sentence on this machine's memory: what is available, and what a large model would take or does not fit. */
  readonly memory: string;
  /** Bytes of weights that are not on this machine yet. */
  readonly toDownload: number;
}

/**
 * The arms, units, time and memory of an audit, with this machine's speed. No weight is loaded; of a model on the Hub that is not
 * in the cache, only the headers of its weights are fetched. Rejects as {@link audit} does, but a model that does not fit
 * is told in the plan.
 *
 * @example
 * import { planAudit } from 'refusal-lab';
 *
 * const { plan } = await planAudit({ model: 'organism:aligned', options: { ranks: [1] } });
 * if (plan.arms < 100) throw new Error('every method is measured at every layer');
 */
export async function planAudit(
  request: Omit<AuditRequest, 'out' | 'force' | 'command' | 'onProgress' | 'onKept'>,
): Promise<PlannedAudit> {
  const { precision, onDownload, signal = new AbortController().signal } = request;
  const options = requestedOptions(request);
  const sources = sourcesOf(request);
  const splits = hasSources(sources) ? await splitSources(options, sources, signal) : undefined;
  const use = await checkEngine(request, signal);
  const outlined = await resolveOutline(request.model, {
    ...use,
    precision,
    signal,
    onProgress: onDownload,
  });
  const { checkpoint, toDownload } = outlined;
  try {
    checkPlan(checkpoint.config, options);
    const data = await loadAuditData(checkpoint, options, sources, { splits, signal });
    const place = await resolveEngine(request, checkpoint, signal);
    const { memory, ...machine } = await machineFor(checkpoint, place, request);
    const plan = auditPlan(checkpoint, data, options, machine);
    return { plan: splits ? { ...plan, splits: described(splits, sources) } : plan, memory, toDownload };
  } finally {
    outlined.close();
  }
}

/** What became of the prompts, and whether that is too little to audit with. */
function described(splits: SourceSplits, sources: AuditSources): NonNullable<AuditPlan['splits']> {
  const kinds = splitFacts(splits, sources);
  return { kinds, problem: powerProblem(kinds)?.message ?? null };
}

/** Engines, speed and memory that this machine has for a model. */
async function machineFor(
  checkpoint: Checkpoint,
  place: EnginePlace,
  request: Pick<EngineRequest, 'memory' | 'workers'>,
): Promise<Parameters<typeof auditPlan>[3] & Pick<PlannedAudit, 'memory'>> {
  if (place.engine === 'transformers') {
    const { device, rate } = place.environment;
    const memory = `${formatBytes(availableMemory())} are available beside ${device}`;
    return { workers: request.workers ?? 1, rate, reuseBytes: 0, memory };
  }
  const { provider } = place;
  const small = isSmallModel(checkpoint);
  const rate =
    provider === 'cpu'
      ? await measureProductRate(checkpoint.config, small ? 1 : 0)
      : await measureDeviceRate(provider);
  const workers = countEngines(checkpoint, { provider, wanted: request.workers });
  const machine = { workers, rate, reuseBytes: small && provider === 'cpu' ? REUSE_BYTES : 0 };
  try {
    const size = sizeEngine(checkpoint, { engines: workers, memory: request.memory, provider });
    if (!size) return { ...machine, memory: `${formatBytes(availableMemory())} are available` };
    return { ...machine, memory: describeSize(checkpoint.name, size), engineBytes: size.memory.total };
  } catch (error) {
    // A plan says what does not fit; only a run is refused.
    if (!(error instanceof NotEnoughMemoryError)) throw error;
    const memory = error.message.replace(/\s*\n\s*/g, '. ');
    return { ...machine, memory, engineBytes: error.needed / workers };
  }
}
