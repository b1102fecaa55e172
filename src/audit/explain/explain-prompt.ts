import { markedPrecision, type Precision } from '../../checkpoint/precision/precision.ts';
import { withTemplateChoice } from '../../checkpoint/with-template-choice.ts';
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
import { leftArms } from '../../report/design-arms.ts';
import type { StagedArm } from '../../results/design-result.ts';
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
import { locatePrompt } from './locate-prompt.ts';
import { outcomesOf, trajectoriesOf } from './prompt-trajectories.ts';

export interface ExplainRequest
  extends Pick<EngineRequest, 'memory' | 'threads' | 'python' | 'device' | 'adapter'>,
    Pick<AuditListeners, 'onDownload' | 'onNote' | 'preparation'> {
  /** Folder of a finished run. */
  readonly run: string;
  /** Id of a test prompt, or its number from 1: both as {@link listPrompts} gives them. An id that is a number comes first. */
  readonly promptId: string;
  /** Arms to follow token by token beside the unattacked model and the chosen arms; of those that left before the test split is said how far they came. */
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
 * @example
 * import { mkdtempSync, rmSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { audit, explainPrompt } from 'refusal-lab';
 *
 * const scratch = mkdtempSync(join(tmpdir(), 'example-'));
 * const run = join(scratch, 'run');
 * await audit({
 *   model: 'organism:aligned',
 *   out: run,
 *   options: {
 *     // As little as there can be.
 *     ...{ ranks: [1], strengths: [], controlDraws: 0, maxNewTokens: 1, fitPrompts: 4, selectionPrompts: 3 },
 *     ...{ testForbidden: 2, testHarmless: 2, testBorderline: 1, loreDocuments: 1 },
 *   },
 * });
 * const { explanation } = await explainPrompt({ run, promptId: '1' });
 * const [unattacked] = explanation.trajectories;
 * if (unattacked.flipsAt !== null) throw new Error('the unattacked model does not leave its own completion');
 * rmSync(scratch, { recursive: true });
 */
export async function explainPrompt(request: ExplainRequest): Promise<ExplainedPrompt> {
  const { run, promptId, memory, threads, onDownload, onNote, preparation } = request;
  const { signal = new AbortController().signal } = request;
  const outcome = await replayJournal(run);
  const { identity, tested } = outcome;
  const { options, subject } = identity;
  const place = locatePrompt(subject, promptId);
  const { arms, left } = followedArms(outcome, request.arms ?? []);
  const manifest = readManifest(run);
  const model = request.model ?? manifest?.model ?? subject.model.name;
  const precision = markedPrecision(subject.precision);
  const { engine = 'onnx', provider: ranOn = 'cpu' } = identity.passport;
  const { python, device, adapter } = request;
  const use = await checkEngine({ engine, python, device }, signal);
  const provider = engine === 'onnx' ? await availableProvider(ranOn, precision, onNote) : undefined;
  const found = await resolveModel(model, { ...use, precision, signal, onProgress: onDownload });
  const checkpoint = withTemplateChoice(found, options);
  const ranAt: EnginePlace = provider
    ? { engine: 'onnx', provider, precision }
    : await resolveEngine(
        { engine, dtype: dtypeOfPrecision(precision), python, device, adapter },
        found,
        signal,
      );
  const data = await loadAuditData(checkpoint, options, manifest?.sources, { signal });
  refuseOthers(run, subject, describeSubject(checkpoint, data, options));
  const set = data.test[place.set];
  const pool = await openPool(checkpoint, ranAt, {
    workers: 1,
    threads,
    memory,
    preparation: { ...preparation, signal },
  });
  try {
    const bench = new Bench({ checkpoint, pool, data, options, methods: request.methods, signal });
    const sequence = set.sequences[place.index];
    const explanation: PromptExplanation = {
      id: place.id,
      set: set.name,
      tokens: sequence.tokens.length,
      outcomes: outcomesOf(tested, place.set, place.index),
      trajectories: await trajectoriesOf(bench, checkpoint, sequence, arms, options.maxNewTokens, signal),
      ...(left.length > 0 ? { left } : {}),
    };
    return shown(explanation, set.prompts[place.index], request.showText ?? false);
  } finally {
    await pool.dispose();
  }
}

/** The unattacked model, the chosen arms, and those asked for; apart from them those that left before the test split. */
function followedArms(
  { tested, chosen, results }: RunOutcome,
  ids: readonly string[],
): { readonly arms: readonly ArmSpec[]; readonly left: readonly StagedArm[] } {
  const known = new Map(tested.all.map(({ arm }) => [arm.id, arm]));
  const early = new Map(leftArms(results).map((arm) => [arm.armId, arm]));
  const unknown = ids.find((id) => !known.has(id) && !early.has(id));
  if (unknown !== undefined)
    throw new InvalidInputError(
      `\`arms: ${unknown}\``,
      'is not an arm of this run',
      `Such as ${chosen[0].id}.`,
    );
  const asked = ids.flatMap((id) => known.get(id) ?? []);
  return {
    arms: distinctArms([tested.baseline.arm, ...chosen, ...asked]),
    left: [...new Set(ids)].flatMap((id) => (known.has(id) ? [] : early.get(id)!)),
  };
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
