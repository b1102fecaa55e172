import { loadAuditData } from '../../../audit/data/audit-data.ts';
import { findPrompt, outcomesOf, trajectoriesOf } from '../../../audit/explain/explain-prompt.ts';
import { distinctArms } from '../../../audit/plan/arm.ts';
import { replayRun } from '../../../audit/run/replay-run.ts';
import { RunMismatchError } from '../../../audit/run/run-mismatch-error.ts';
import { readManifest } from '../../../audit/run/run-record.ts';
import { differencesOf } from '../../../audit/subject/run-identity.ts';
import { describeSubject } from '../../../audit/subject/subject.ts';
import { Bench } from '../../../audit/units/bench.ts';
import { markedPrecision, type Precision } from '../../../checkpoint/precision/precision.ts';
import type { Provider } from '../../../engine/onnx/provider.ts';
import { ProviderError } from '../../../engine/onnx/provider-error.ts';
import { resolveProvider } from '../../../engine/onnx/resolve-provider.ts';
import { openEnginePool } from '../../../engine/worker/open-engine-pool.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { formatExplanation } from '../../../report/terminal/format-explanation.ts';
import type { PromptExplanation } from '../../../results/prompt-explanation.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { terminal } from '../../terminal/terminal.ts';

/** Works the prompt out again with the run's own model, prompts and options; refuses where they have changed. */
export async function performExplain(request: {
  readonly run: string;
  readonly promptId: string;
  readonly arm?: readonly string[];
  readonly model?: string;
  readonly showText: boolean;
  readonly json: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { run, promptId, signal, json } = request;
  const { identity, tested, chosen } = await replayRun(run);
  const { options, subject } = identity;
  const manifest = readManifest(run);
  const model = request.model ?? manifest?.model ?? subject.model.name;
  const known = new Map(tested.all.map(({ arm }) => [arm.id, arm]));
  const arms = [
    tested.baseline.arm,
    ...chosen,
    ...(request.arm ?? []).map((id) => {
      const arm = known.get(id);
      if (!arm)
        throw new InvalidInputError(`--arm ${id}`, 'is no arm of this run', `Such as ${chosen[0].id}.`);
      return arm;
    }),
  ];
  const precision = markedPrecision(subject.precision);
  const provider = await availableProvider(identity.passport.provider ?? 'cpu', precision);
  const checkpoint = await openModel(model, signal, { precision });
  const data = await loadAuditData(checkpoint, options, manifest?.sources, signal);
  const now = describeSubject(checkpoint, data, options);
  const differences = differencesOf(
    { ...subject, model: { ...subject.model, name: '' } },
    JSON.parse(JSON.stringify({ ...now, model: { ...now.model, name: '' } })),
    'subject',
  );
  if (differences.length > 0) throw new RunMismatchError(run, differences);
  const { set, index } = findPrompt(data, promptId);
  const kind = set.name.split('/')[1] as 'forbidden' | 'harmless' | 'borderline';
  const pool = await openEnginePool(checkpoint, {
    workers: 1,
    engine: { provider },
    preparation: { ...reportPreparation(), signal },
  });
  try {
    const bench = new Bench({ checkpoint, pool, data, options, signal });
    const explanation: PromptExplanation = {
      id: promptId,
      set: set.name,
      tokens: set.sequences[index].tokens.length,
      outcomes: outcomesOf(tested, kind, index),
      trajectories: await trajectoriesOf(
        bench,
        checkpoint,
        set.sequences[index],
        distinctArms(arms),
        options.maxNewTokens,
        signal,
      ),
    };
    // The organism's world holds nothing that anyone could be harmed by.
    const prompt = set.prompts[index];
    const open = request.showText || prompt.request !== undefined;
    const shown = open ? explanation : redacted(explanation);
    process.stdout.write(
      json ? `${JSON.stringify(shown, null, 2)}\n` : formatExplanation(shown, open ? prompt.prompt : null),
    );
  } finally {
    await pool.dispose();
  }
}

/** Where the run was computed, if that is here; else the CPU, which computes in all precisions but float16. */
async function availableProvider(provider: Provider, precision: Precision): Promise<Provider> {
  try {
    return await resolveProvider(provider, { precision });
  } catch (error) {
    if (!(error instanceof ProviderError) || precision === 'f16') throw error;
    terminal.note(`${provider} does not start here: computed on the cpu, in other last digits than the run`);
    return 'cpu';
  }
}

/** Without tokens and their texts. */
function redacted(explanation: PromptExplanation): PromptExplanation {
  return {
    ...explanation,
    trajectories: explanation.trajectories.map((each) => ({ ...each, tokens: [], pieces: [] })),
  };
}
