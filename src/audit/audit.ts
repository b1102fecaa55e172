import { cpus } from 'node:os';
import { atPrecision } from '../checkpoint/precision/at-precision.ts';
import { packageVersions } from '../doctor/machine/package-versions.ts';
import { checkEngine } from '../engine/check-engine.ts';
import type { EnginePlace } from '../engine/engine-place.ts';
import { sizeEngine } from '../engine/memory/size-engine.ts';
import { checkPrecision } from '../engine/onnx/check-precision.ts';
import type { Provider } from '../engine/onnx/provider.ts';
import { resolveProvider } from '../engine/onnx/resolve-provider.ts';
import { resolveEngine } from '../engine/resolve-engine.ts';
import { endSpares } from '../engine/transformers/spare-process.ts';
import { countEngines } from '../engine/worker/open-engine-pool.ts';
import { rendererFile } from '../report/figures/renderer-file.ts';
import { pageTemplate } from '../report/files/page-template.ts';
import { pinnedModel } from '../stages/model/pinned-model.ts';
import { resolveModel } from '../stages/model/resolve-model.ts';
import { checkSameTokenizer } from './against/check-same-tokenizer.ts';
import { checkAgainst, openAgainst } from './against/open-against.ts';
import { referenceBytes } from './against/reference-bytes.ts';
import { auditFiles } from './audit-files.ts';
import type { ModelAudit } from './audit-model.ts';
import type { AuditRequest } from './audit-request.ts';
import { loadAuditData } from './data/audit-data.ts';
import { splitFacts } from './data/split-facts.ts';
import { hasSources, splitSources } from './data/split-sources.ts';
import { powerProblem } from './data/test-power.ts';
import { judgesToOpen } from './judges-to-open.ts';
import { measureHere } from './measure-here.ts';
import { measureOnQueue } from './measure-on-queue.ts';
import { checkPlan } from './plan/check-plan.ts';
import { parseQueueAddress } from './queue/queue-address.ts';
import { requestedOptions } from './requested-options.ts';
import { folderStore } from './run/folder-store.ts';
import { memoryStore } from './run/memory-store.ts';
import { pageMade } from './run/page-made.ts';
import { readManifest } from './run/run-record.ts';
import { sourcesOf } from './sources-of.ts';
import { asRendered } from './subject/as-rendered.ts';
import { numericalPassport } from './subject/passport.ts';
import type { RunIdentity } from './subject/run-identity.ts';
import { describeSubject } from './subject/subject.ts';

/** The results of an audit, the interventions of its chosen arms, and where the run is. */
export interface AuditOutcome extends ModelAudit {
  /** The run folder, absolute; null where nothing was written. */
  readonly folder: string | null;
}

/**
 * Measures where a model's refusal gives way: every arm (an intervention at its layers) on the selection split, layer and
 * rank chosen there, then the test split opened once and every arm measured on it. The same request gives the same
 * results, byte for byte, on machines of the same numerics. With `out` every finished unit is kept in a run folder, where
 * an interrupted audit goes on, and the report is written there.
 *
 * All is checked before a weight is read and before anything is written. Rejects with {@link InvalidInputError} on options, prompts
 * and judges that cannot be used, with LowPowerError on prompts of one's own that are worth too few (`acceptLowPower`), with WriteError or RunMismatchError where `out` cannot be written or holds another run, with
 * ProviderError, PrecisionError, NotEnoughMemoryError or QueueError where the model cannot be run as asked, and with the
 * signal's reason.
 *
 * @example
 * import { mkdtempSync, rmSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { audit, checkRun, openRun } from 'refusal-lab';
 *
 * const scratch = mkdtempSync(join(tmpdir(), 'example-'));
 * const { results, folder } = await audit({
 *   model: 'organism:aligned',
 *   out: join(scratch, 'run'),
 *   options: {
 *     // As little as there can be: an audit worth reading takes the defaults.
 *     ...{ ranks: [1], strengths: [], controlDraws: 0, maxNewTokens: 1, fitPrompts: 4, selectionPrompts: 3 },
 *     ...{ testForbidden: 2, testHarmless: 2, testBorderline: 1, loreDocuments: 1 },
 *   },
 * });
 * if (results.arms[0].id !== 'baseline') throw new Error('the unattacked model comes first');
 * const { prompts } = await openRun(folder!);
 * if (prompts[0].outcomes.baseline === undefined) throw new Error('it sees every prompt');
 * const limit = { metric: 'asr.best', side: 'above', limit: 1 } as const;
 * if (!checkRun(folder!, [limit]).passed) throw new Error('a rate is at most 1');
 * rmSync(scratch, { recursive: true });
 */
export async function audit(request: AuditRequest): Promise<AuditOutcome> {
  const { model, force = false, queue, precision = 'f32', provider: choice = 'cpu', onDownload } = request;
  const { signal = new AbortController().signal, onProgress, onNote, onWarning, preparation } = request;
  const startedAt = new Date().toISOString();
  const modified = checkAgainst(request);
  const asked = requestedOptions(request);
  const sources = sourcesOf(request);
  const address = queue && parseQueueAddress(queue.address, queue);
  // A clone whose page is not built is told so before hours of work, not after.
  if (request.out !== undefined) {
    pageTemplate();
    rendererFile();
  }
  const use = await checkEngine(request, signal);
  // The workers of a queue look at their own machines; this one need not have what they have. Half floats are refused before a download.
  if (!queue && precision === 'f16') await resolveProvider(choice, { precision });
  // Prompts that show nothing are refused before a model is downloaded for them.
  const splits = hasSources(sources) ? await splitSources(asked, sources, signal) : undefined;
  const weak = splits && !request.acceptLowPower && powerProblem(splitFacts(splits, sources));
  if (weak) throw weak;
  const found = await resolveModel(model, { ...use, precision, signal, onProgress: onDownload });
  const out = typeof request.out === 'function' ? request.out(found.name) : request.out;
  const begun = choice === 'auto' && !force && out !== undefined ? begunOn(out) : undefined;
  // The workers of a queue start the provider; Python's versions are in the passport, so it is looked at here too.
  const place: EnginePlace =
    request.engine !== 'transformers' && queue && choice !== 'auto'
      ? { engine: 'onnx', provider: choice, precision }
      : await resolveEngine({ ...request, provider: begun ?? choice }, found, signal);
  // Workers hold the model.
  if (queue) await endSpares();
  if (place.engine === 'onnx') checkPrecision(precision, place.provider);
  const { checkpoint, options } = asRendered(atPrecision(found, place.precision), asked);
  checkPlan(checkpoint.config, options);
  const against = await openAgainst(modified, checkpoint, (spec) =>
    resolveModel(spec, { ...use, precision, signal, onProgress: onDownload }),
  );
  const data = await loadAuditData(checkpoint, options, sources, { splits, signal });
  const read = Object.values(data.test).flatMap(({ prompts }) => prompts);
  for (const [name, other] of against) checkSameTokenizer(name, checkpoint, other, read);
  // On a queue the workers look at their own memory, and open the judges.
  if (!queue && place.engine === 'onnx') {
    const { provider } = place;
    const engines = countEngines(checkpoint, { provider, wanted: request.workers });
    sizeEngine(checkpoint, { engines, memory: request.memory, provider });
    // A modified checkpoint is loaded in its place, with one engine, beside the distributions that it is compared with.
    const beside = referenceBytes(checkpoint.config, options, data.test.harmless.prompts.length);
    if (against.size > 0) sizeEngine(checkpoint, { memory: request.memory, provider, beside });
  }
  const judges = queue ? new Map() : await judgesToOpen(request, { signal, preparation, onDownload });
  const versions = packageVersions();
  const subject = describeSubject(checkpoint, data, options, against);
  const passport = numericalPassport(versions, place);
  const identity: RunIdentity = { schema: 'refusal-lab/journal', version: 1, options, subject, passport };
  const store =
    out === undefined
      ? memoryStore()
      : folderStore(out, {
          force,
          session: {
            command: request.command ?? [],
            startedAt,
            versions,
            cpu: cpus()[0]?.model ?? 'unknown',
          },
          origin: { model: pinnedModel(model, checkpoint), sources, identity },
        });
  if (store.finished.size > 0)
    onNote?.(`${store.folder}: going on after ${store.finished.size} finished units`);
  try {
    const run = { store, data, preparation, onProgress, onNote, onWarning, signal };
    const measured = address
      ? await measureOnQueue(address, checkpoint, { ...run, identity, waitSeconds: queue?.waitSeconds })
      : await measureHere(checkpoint, {
          ...run,
          options,
          methods: request.methods,
          subject,
          judges,
          against,
          place,
          engine: request,
        });
    const first = store.folder === null ? undefined : readManifest(store.folder)?.sessions[0];
    const made = pageMade(first?.versions ?? versions, first?.startedAt ?? startedAt);
    const evidence = { ...measured.evidence, made };
    if (store.folder !== null) store.finish(await auditFiles({ ...measured, evidence }, checkpoint));
    return { ...measured, evidence, folder: store.folder };
  } catch (error) {
    if (store.folder !== null && store.finished.size > 0) request.onKept?.(store.folder, store.finished.size);
    throw error;
  } finally {
    store.close();
  }
}

/** Where an unfinished run was begun: `auto` is a matter of speed, and a run goes on where it was. */
function begunOn(folder: string): Provider | undefined {
  const manifest = readManifest(folder);
  return manifest && (manifest.identity.passport.provider ?? 'cpu');
}
