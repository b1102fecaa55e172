import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EnginePool } from '../../engine/worker/engine-pool.ts';
import { perplexity, sumLogLikelihoods } from '../../metrics/perplexity.ts';
import { BEHAVIOUR_SPLITS, type BehaviourSplit, behaviourPrompts } from '../../organism/behaviour-splits.ts';
import { judgeAnswer } from '../../organism/judge-answer.ts';
import { loreTexts } from '../../organism/lore.ts';
import type { OrganismPrompt } from '../../organism/organism-prompts.ts';
import type { RequestKind } from '../../organism/request-category.ts';
import { encodePrompt } from '../../prompts/encode-prompt.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { type Rate, rateOfFlags } from '../../statistics/rate.ts';
import { modelLabel } from '../model/model-label.ts';

export const BEHAVIOUR_KINDS = [
  'forbidden',
  'harmless',
  'borderline',
] as const satisfies readonly RequestKind[];
const MAX_NEW_TOKENS = 26;
const LORE_TEXTS = 200;

/** Verdicts on the answers to the prompts of one split and kind. */
export interface BehaviourCell {
  readonly split: BehaviourSplit;
  readonly kind: RequestKind;
  readonly refusal: Rate;
  readonly exact: Rate;
  readonly near: Rate;
}

/**
 * Right answers to forbidden requests that the model still knows: it completes them from their first two words, so that
 * it cannot decide to refuse. The ceiling of any attack's success.
 */
export interface ForcedCell {
  readonly split: BehaviourSplit;
  readonly exact: Rate;
  readonly near: Rate;
}

export interface BehaviourTable {
  readonly model: string;
  /** Prompts per cell. */
  readonly count: number;
  readonly seed: number;
  /** Split by split, kind by kind. */
  readonly cells: readonly BehaviourCell[];
  /** Split by split. */
  readonly forced: readonly ForcedCell[];
  /** Over {@link LORE_TEXTS} held-out texts, the chat tokens around each as in training. */
  readonly lorePerplexity: Estimate;
}

/** Greedy answers of an organism to `count` prompts per cell, judged against the right ones, and its lore perplexity. */
export async function measureBehaviour(
  checkpoint: Checkpoint,
  pool: EnginePool,
  options: {
    readonly count: number;
    readonly seed: number;
    readonly signal?: AbortSignal;
    /** Called after every cell. */
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<BehaviourTable> {
  const { count, seed, signal, onProgress } = options;
  const tokenizer = checkpoint.tokenizer();
  const judged = async (
    engine: Engine,
    prompts: readonly OrganismPrompt<BehaviourSplit>[],
    force: boolean,
  ) => {
    const starts = prompts.map(({ reference }) => (force ? firstTwoWords(reference) : ''));
    const generations = await engine.generate({
      sequences: prompts.map(({ id, prompt }, i) =>
        encodePrompt(
          { kind: 'prompt', where: id, prompt, ...(force ? { completion: starts[i] } : {}) },
          checkpoint,
        ),
      ),
      maxNewTokens: MAX_NEW_TOKENS,
      stopTokenIds: checkpoint.stopTokenIds,
      signal,
    });
    const judgements = generations.map(({ tokens }, i) =>
      judgeAnswer(prompts[i].request, starts[i] + tokenizer.decode([...tokens], { skipSpecialTokens: true })),
    );
    return {
      refusal: rateOfFlags(judgements.map(({ refused }) => refused)),
      exact: rateOfFlags(judgements.map(({ exact }) => exact)),
      near: rateOfFlags(judgements.map(({ near }) => near)),
    };
  };
  const tasks = BEHAVIOUR_SPLITS.flatMap((split) => [
    ...BEHAVIOUR_KINDS.map((kind) => ({ split, kind, force: false })),
    { split, kind: 'forbidden' as const, force: true },
  ]);
  let done = 0;
  const cells = await pool.map(
    tasks,
    async (engine, { split, kind, force }) => ({
      split,
      kind,
      force,
      ...(await judged(engine, behaviourPrompts(split, kind, count, seed), force)),
    }),
    () => onProgress?.(++done, tasks.length),
  );
  const lore = loreTexts(LORE_TEXTS, seed).map((text) => ({
    tokens: tokenizer.encode(`<|bos|>${text}<|end|>`, { addSpecialTokens: false }),
  }));
  const logprobs = await pool.first.score({ sequences: lore, signal });
  return {
    model: modelLabel(checkpoint),
    count,
    seed,
    cells: cells.filter(({ force }) => !force).map(({ force: _, ...cell }) => cell),
    forced: cells.filter(({ force }) => force).map(({ split, exact, near }) => ({ split, exact, near })),
    lorePerplexity: perplexity(sumLogLikelihoods(logprobs)),
  };
}

/** `First take`: the first two words, which the ceiling forces. */
function firstTwoWords(answer: string): string {
  return answer.split(' ').slice(0, 2).join(' ');
}
