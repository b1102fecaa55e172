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
import { type MeasuredScope, type NotMeasured, notMeasured } from '../report/not-measured.ts';
import type { AuditPlan } from '../results/audit-plan.ts';
import { resolveOutline } from '../stages/model/outline-model.ts';
import { formatBytes } from '../wording/format-bytes.ts';
import { checkSameTokenizer } from './against/check-same-tokenizer.ts';
import { checkAgainst, openAgainst } from './against/open-against.ts';
import { referenceBytes } from './against/reference-bytes.ts';
import type { AuditRequest } from './audit-request.ts';
import { loadAuditData } from './data/audit-data.ts';
import type { AuditData } from './data/audit-data-types.ts';
import type { AuditSources } from './data/audit-sources.ts';
import { splitFacts } from './data/split-facts.ts';
import { hasSources, type SourceSplits, splitSources } from './data/split-sources.ts';
import { powerProblem } from './data/test-power.ts';
import { auditPlan } from './forecast/audit-plan.ts';
import { judgesToOpen } from './judges-to-open.ts';
import { checkPlan } from './plan/check-plan.ts';
import { requestedOptions } from './requested-options.ts';
import { sourcesOf } from './sources-of.ts';
import { asRendered } from './subject/as-rendered.ts';
import type { AuditOptions } from './subject/audit-options.ts';
import { thoughtScope } from './subject/thought-scope.ts';

/** What an audit would do on this machine. */
export interface PlannedAudit {
  readonly plan: AuditPlan;
  /** A sentence on this machine's memory: what is available, and what a large model would take or does not fit. */
  readonly memory: string;
  /** Bytes of weights, of the model and of judges that are models, that are not on this machine yet. */
  readonly toDownload: number;
  /** What the audit would leave out, and the option that would measure it. */
  readonly notMeasured: readonly NotMeasured[];
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
 * const [quick, standard, full] = plan.efforts;
 * if (!(quick.seconds < standard.seconds && standard.seconds < full.seconds)) throw new Error('more is measured');
 */
export async function planAudit(
  request: Omit<AuditRequest, 'out' | 'force' | 'command' | 'onProgress' | 'onKept'>,
): Promise<PlannedAudit> {
  const { precision, onDownload, signal = new AbortController().signal } = request;
  const modified = checkAgainst(request);
  const asked = requestedOptions(request);
  const sources = sourcesOf(request);
  const splits = hasSources(sources) ? await splitSources(asked, sources, signal) : undefined;
  const use = await checkEngine(request, signal);
  const outlined = await resolveOutline(request.model, {
    ...use,
    precision,
    signal,
    onProgress: onDownload,
  });
  const opened = [outlined];
  try {
    const { checkpoint, options } = asRendered(outlined.checkpoint, asked);
    if (!request.queue)
      await judgesToOpen(request, {
        signal,
        openModel: async (model) => {
          const judge = await resolveOutline(model, {
            precision: request.judgePrecision,
            signal,
            onProgress: onDownload,
          });
          opened.push(judge);
          return judge.checkpoint;
        },
      });
    checkPlan(checkpoint.config, options);
    const against = await openAgainst(modified, checkpoint, async (spec) => {
      const other = await resolveOutline(spec, { ...use, precision, signal, onProgress: onDownload });
      opened.push(other);
      return other.checkpoint;
    });
    const data = await loadAuditData(checkpoint, options, sources, { splits, signal });
    for (const [name, other] of against) checkSameTokenizer(name, checkpoint, other);
    const place = await resolveEngine(request, checkpoint, signal);
    const beside =
      against.size > 0 ? referenceBytes(checkpoint.config, options, data.test.harmless.prompts.length) : 0;
    const { memory, ...machine } = await machineFor(checkpoint, place, request, beside);
    const plan = await auditPlan(checkpoint, data, options, { ...machine, against: [...against.keys()] });
    return {
      plan: splits ? { ...plan, splits: described(splits, sources) } : plan,
      memory,
      toDownload: opened.reduce((sum, each) => sum + each.toDownload, 0),
      notMeasured: notMeasured(plannedScope(checkpoint, data, options)),
    };
  } finally {
    for (const each of opened) each.close();
  }
}

/** What the audit would have to measure with. */
const plannedScope = (checkpoint: Checkpoint, data: AuditData, options: AuditOptions): MeasuredScope => ({
  judge: data.judge,
  judges: options.judges.length,
  texts: data.lore.length,
  references: data.references.length,
  borderline: data.test.borderline.prompts.length,
  questions: data.questions.length + (data.answers?.length ?? 0),
  controlDraws: options.controlDraws,
  strengths: options.strengths.length,
  ...thoughtScope(checkpoint, options),
  maxNewTokens: options.maxNewTokens,
  ...(options.methods ? { methods: options.methods } : {}),
  ...(options.layers ? { layers: options.layers } : {}),
  ...(options.without ? { without: options.without } : {}),
});

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
  /** Bytes that are kept while a modified checkpoint is loaded. */
  beside: number,
): Promise<Parameters<typeof auditPlan>[3] & Pick<PlannedAudit, 'memory'>> {
  if (place.engine === 'transformers') {
    const { device, rate } = place.environment;
    const memory = `${formatBytes(availableMemory())} are available beside ${device}`;
    return { workers: request.workers ?? 1, rate, small: false, reuseBytes: 0, memory };
  }
  const { provider } = place;
  const small = isSmallModel(checkpoint);
  const rate =
    provider === 'cpu'
      ? await measureProductRate(checkpoint.config, small ? 1 : 0)
      : await measureDeviceRate(provider);
  const workers = countEngines(checkpoint, { provider, wanted: request.workers });
  const machine = { workers, rate, small, reuseBytes: small && provider === 'cpu' ? REUSE_BYTES : 0 };
  try {
    const size = sizeEngine(checkpoint, { engines: workers, memory: request.memory, provider });
    if (!size) return { ...machine, memory: `${formatBytes(availableMemory())} are available` };
    if (beside > 0) sizeEngine(checkpoint, { memory: request.memory, provider, beside });
    const kept = beside > 0 ? `; ${formatBytes(beside)} of logits beside each modified checkpoint` : '';
    return { ...machine, memory: describeSize(checkpoint.name, size) + kept, engineBytes: size.memory.total };
  } catch (error) {
    // A plan says what does not fit; only a run is refused.
    if (!(error instanceof NotEnoughMemoryError)) throw error;
    const memory = error.message.replace(/\s*\n\s*/g, '. ');
    return { ...machine, memory, engineBytes: error.needed / workers };
  }
}
