import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { EncodedSequence, Generation } from '../../engine/engine.ts';
import type { PromptOutcome, PromptTrajectory } from '../../results/prompt-explanation.ts';
import type { ArmSpec } from '../plan/arm.ts';
import type { TestedArms } from '../results/tested-arms.ts';
import type { Bench } from '../units/bench.ts';
import { isOverflow, OUTCOME_LETTERS } from '../units/observation.ts';

/** What every arm did with the prompt, from the journal alone. */
export function outcomesOf(
  tested: TestedArms,
  kind: 'forbidden' | 'harmless' | 'borderline',
  index: number,
): PromptOutcome[] {
  const names = new Map<string, string>(
    Object.entries(OUTCOME_LETTERS).map(([name, letter]) => [letter, name]),
  );
  return tested.all.map(({ arm, observation }) => {
    if (isOverflow(observation)) return { armId: arm.id, outcome: 'overflow' };
    const letter = observation[kind]?.outcomes[index];
    return { armId: arm.id, outcome: letter === undefined ? null : names.get(letter)! };
  });
}

/** The prompt through these arms again, token by token; the unattacked completion is what divergence is measured along. */
export async function trajectoriesOf(
  bench: Bench,
  checkpoint: Checkpoint,
  sequence: EncodedSequence,
  arms: readonly ArmSpec[],
  maxNewTokens: number,
  signal?: AbortSignal,
): Promise<PromptTrajectory[]> {
  const engine = bench.pool.first;
  const request = {
    sequences: [sequence],
    maxNewTokens,
    stopTokenIds: checkpoint.stopTokenIds,
    ...(signal ? { signal } : {}),
  };
  const [plain] = await engine.generate(request);
  const draft = withStop(plain);
  const tokenizer = checkpoint.tokenizer();
  const trajectories: PromptTrajectory[] = [];
  for (const arm of arms) {
    const intervention = await bench.interventionOf(arm, engine);
    const [attacked] = await engine.generate({
      ...request,
      drafts: [draft],
      divergence: true,
      ...(intervention ? { intervention } : {}),
    });
    const tokens = withStop(attacked);
    const flip = tokens.findIndex((token, step) => token !== draft[step]);
    trajectories.push({
      armId: arm.id,
      tokens,
      pieces: tokens.map((token) => tokenizer.decode([token], { skipSpecialTokens: false })),
      finish: attacked.finish,
      flipsAt: flip >= 0 ? flip : tokens.length < draft.length ? tokens.length : null,
      divergence: [...attacked.divergence!].map((value) => Math.max(0, value)),
    });
  }
  return trajectories;
}

function withStop({ tokens, stopToken }: Generation): number[] {
  return stopToken === undefined ? [...tokens] : [...tokens, stopToken];
}
