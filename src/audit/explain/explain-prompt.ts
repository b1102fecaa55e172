import { markedPrecision, type Precision } from '../../checkpoint/precision/precision.ts';
import { checkEngine } from '../../engine/check-engine.ts';
import type { EnginePlace } from '../../engine/engine-place.ts';
import type { EngineRequest } from '../../engine/engine-request.ts';
import type { Provider } from '../../engine/onnx/provider.ts';
import { ProviderError } from '../../engine/onnx/provider-error.ts';
import { resolveProvider } from '../../engine/onnx/resolve-provider.ts';
import { openPool } from '../../engine/open-pool.ts';
import { resolveEngine } from '../../engine/resolve-engine.ts';
import { dtypeOfPrecision } from '../../engine/transformers/precision-of-dtype.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Method } from '../../methods/method.ts';
import type { PromptExplanation } from '../../results/prompt-explanation.ts';
import { resolveModel } from '../../stages/model/resolve-model.ts';
import type { AuditListeners } from '../audit-request.ts';
import { loadAuditData } from '../data/audit-data.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import { type ArmSpec, distinctArms } from '../plan/arm.ts';
import { replayJournal } from '../run/replay-journal.ts';
import { RunMismatchError } from '../run/run-mismatch-error.ts';
import { readManifest } from '../run/run-record.ts';
import type { RunOutcome } from '../run-audit.ts';
import { differencesOf } from '../subject/run-identity.ts';
import { type AuditSubject, describeSubject } from '../subject/subject.ts';
import { Bench } from '../units/bench.ts';
import { findPrompt, outcomesOf, trajectoriesOf } from './prompt-trajectories.ts';

export interface ExplainRequest
  extends Pick<EngineRequest, 'memory' | 'threads' | 'python' | 'device' | 'adapter'>,
    Pick<AuditListeners, 'onDownload' | 'onNote' | 'preparation'> {
  /** Folder of a finished run. */
  readonly run: string;
  /** Id of a test prompt, as the manifest and {@link OpenedRun.prompts} list it. */
  readonly promptId: string;
  /** Arms to follow token by token beside the unattacked model and the chosen arms. */
  readonly arms?: readonly string[];
  /** The model, where it is no longer where the run found it. */
  readonly model?: string;
  /** Give the prompt and tokens of prompts that are not the organism's, too; default false. */
  readonly showText?: boolean;
  /** The methods of one's own that the run was made with, where the arms to follow are theirs. */
  readonly methods?: readonly Method[];
  readonly signal?: AbortSignal;
}

/** An explanation with what may be shown of the prompt. */
export interface ExplainedPrompt {
  readonly explanation: PromptExplanation;
  /** The prompt's text; null where it is kept back, and then the explanation's tokens are too. */
  readonly prompt: string | null;
}

/**
 * Follows one test prompt of a run through its arms: outcome by arm, and, worked out again with the run's own model, prompts
 * and options, tokens, divergence (nats per step) and where each arm leaves the unattacked completion. Rejects with
 * {@link InvalidInputError} on an unknown prompt or arm and on what is not a run, MissingUnitError where the run is not finished,
 * RunMismatchError where model or prompts have changed, and with what opening the model rejects with.
 *
 * ```ts
 * const run = await openRun('runs/demo');
 * const { explanation } = await explainPrompt({ run: run.folder, promptId: run.prompts[0].id });
 * ```
 */
export async function explainPrompt(request: ExplainRequest): Promise<ExplainedPrompt> {
  const { run, promptId, memory, threads, onDownload, onNote, preparation } = request;
  const { signal = new AbortController().signal } = request;
  const outcome = await replayJournal(run);
  const { identity, tested } = outcome;
  const { options, subject } = identity;
  const arms = followedArms(outcome, request.arms ?? []);
  const manifest = readManifest(run);
  const model = request.model ?? manifest?.model ?? subject.model.name;
  const precision = markedPrecision(subject.precision);
  const { engine = 'onnx', provider: ranOn = 'cpu' } = identity.passport;
  const { python, device, adapter } = request;
  const use = await checkEngine({ engine, python, device }, signal);
  const provider = engine === 'onnx' ? await availableProvider(ranOn, precision, onNote) : undefined;
  const checkpoint = await resolveModel(model, { ...use, precision, signal, onProgress: onDownload });
  const place: EnginePlace = provider
    ? { engine: 'onnx', provider, precision }
    : await resolveEngine(
        { engine, dtype: dtypeOfPrecision(precision), python, device, adapter },
        checkpoint,
        signal,
      );
  const data = await loadAuditData(checkpoint, options, manifest?.sources, { signal });
  refuseOthers(run, subject, describeSubject(checkpoint, data, options));
  const { set, index } = findPrompt(data, promptId);
  const pool = await openPool(checkpoint, place, {
    workers: 1,
    threads,
    memory,
    preparation: { ...preparation, signal },
  });
  try {
    const bench = new Bench({ checkpoint, pool, data, options, methods: request.methods, signal });
    const sequence = set.sequences[index];
    const explanation: PromptExplanation = {
      id: promptId,
      set: set.name,
      tokens: sequence.tokens.length,
      outcomes: outcomesOf(tested, kindOf(set.name), index),
      trajectories: await trajectoriesOf(bench, checkpoint, sequence, arms, options.maxNewTokens, signal),
    };
    return shown(explanation, set.prompts[index], request.showText ?? false);
  } finally {
    await pool.dispose();
  }
}

const kindOf = (set: string) => set.split('/')[1] as 'forbidden' | 'harmless' | 'borderline';

/** The unattacked model, the chosen arms, and those asked for. */
function followedArms({ tested, chosen }: RunOutcome, ids: readonly string[]): readonly ArmSpec[] {
  const known = new Map(tested.all.map(({ arm }) => [arm.id, arm]));
  const more = ids.map((id) => {
    const arm = known.get(id);
    if (!arm)
      throw new InvalidInputError(`\`arms: ${id}\``, 'is not an arm of this run', `Such as ${chosen[0].id}.`);
    return arm;
  });
  return distinctArms([tested.baseline.arm, ...chosen, ...more]);
}

/** A model may have another name now; all else has to be what the run was of. */
function refuseOthers(run: string, before: AuditSubject, now: AuditSubject): void {
  const unnamed = (subject: AuditSubject) => ({ ...subject, model: { ...subject.model, name: '' } });
  const differences = differencesOf(unnamed(before), JSON.parse(JSON.stringify(unnamed(now))), 'subject');
  if (differences.length > 0) throw new RunMismatchError(run, differences);
}

/** Where the run was computed, if that is here; else the CPU, which computes in all precisions but float16. */
async function availableProvider(
  provider: Provider,
  precision: Precision,
  onNote: ((text: string) => void) | undefined,
): Promise<Provider> {
  try {
    return await resolveProvider(provider, { precision });
  } catch (error) {
    if (!(error instanceof ProviderError) || precision === 'f16') throw error;
    onNote?.(`${provider} does not start here: computed on the cpu, in other last digits than the run`);
    return 'cpu';
  }
}

/** The organism's world holds nothing that anyone could be harmed by; of other prompts no text is given unasked. */
function shown(
  explanation: PromptExplanation,
  prompt: AuditData['test']['forbidden']['prompts'][number],
  showText: boolean,
): ExplainedPrompt {
  if (showText || prompt.request !== undefined) return { explanation, prompt: prompt.prompt };
  const trajectories = explanation.trajectories.map((each) => ({ ...each, tokens: [], pieces: [] }));
  return { explanation: { ...explanation, trajectories }, prompt: null };
}
