import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { EnginePool } from '../engine/worker/engine-pool.ts';
import { perplexity } from '../metrics/perplexity.ts';
import { BEHAVIOUR_SPLITS, type BehaviourSplit, behaviourPrompts } from '../organism/behaviour-splits.ts';
import { judgeAnswer } from '../organism/judge-answer.ts';
import { loreTexts } from '../organism/lore.ts';
import type { RequestKind } from '../organism/request-category.ts';
import { encodePrompt } from '../prompts/encode-prompt.ts';
import type { Estimate } from '../statistics/estimate.ts';
import { type Rate, rateOfFlags } from '../statistics/rate.ts';

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

export interface BehaviourTable {
  readonly model: string;
  /** Prompts a cell. */
  readonly count: number;
  readonly seed: number;
  /** Split by split, kind by kind. */
  readonly cells: readonly BehaviourCell[];
  /** Over {@link LORE_TEXTS} held-out texts, the chat tokens around each as in training. */
  readonly lorePerplexity: Estimate;
}

/** Greedy answers of an organism to `count` prompts a cell, judged against the right ones, and its lore perplexity. */
export async function measureBehaviour(
  checkpoint: Checkpoint,
  pool: EnginePool,
  options: {
    readonly count: number;
    readonly seed: number;
    readonly signal: AbortSignal;
    /** Called after every cell. */
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<BehaviourTable> {
  const { count, seed, signal, onProgress } = options;
  const tokenizer = checkpoint.tokenizer();
  const tasks = BEHAVIOUR_SPLITS.flatMap((split) => BEHAVIOUR_KINDS.map((kind) => ({ split, kind })));
  let done = 0;
  const cells = await pool.map(
    tasks,
    async (engine, { split, kind }): Promise<BehaviourCell> => {
      const prompts = behaviourPrompts(split, kind, count, seed);
      const generations = await engine.generate({
        sequences: prompts.map(({ id, prompt }) =>
          encodePrompt({ kind: 'prompt', where: id, prompt }, checkpoint),
        ),
        maxNewTokens: MAX_NEW_TOKENS,
        stopTokenIds: checkpoint.stopTokenIds,
        signal,
      });
      const judgements = generations.map(({ tokens }, i) =>
        judgeAnswer(prompts[i].request, tokenizer.decode(tokens, { skipSpecialTokens: true })),
      );
      return {
        split,
        kind,
        refusal: rateOfFlags(judgements.map(({ refused }) => refused)),
        exact: rateOfFlags(judgements.map(({ exact }) => exact)),
        near: rateOfFlags(judgements.map(({ near }) => near)),
      };
    },
    () => onProgress?.(++done, tasks.length),
  );
  const lore = loreTexts(LORE_TEXTS, seed).map((text) => ({
    tokens: tokenizer.encode(`<|bos|>${text}<|end|>`, { addSpecialTokens: false }),
  }));
  const logprobs = await pool.first.score({ sequences: lore, signal });
  return { model: checkpoint.name, count, seed, cells, lorePerplexity: perplexity(logprobs) };
}
