/** Token ids around a thought. */
export interface ThoughtTokens {
  readonly open: readonly number[];
  /** The answer begins behind it. */
  readonly close: readonly number[];
}

/** Tokens behind a mark that may still belong to it: a line's end. */
const SLACK = 2;

/**
 * Where the answer of a sequence begins, behind the thought: the position of its first token, `promptLength` where the model did not
 * begin with a thought. Undefined where no token of it is there yet. Decided by the tokens before it alone, so a longer sequence has the same.
 */
export function answerStart(
  tokens: readonly number[],
  promptLength: number,
  { open, close }: ThoughtTokens,
): number | undefined {
  if (!endsInThought(tokens, promptLength, { open, close })) {
    const other = open.findIndex((id, i) => tokens[promptLength + i] !== id);
    // A model that goes on without a thought; or there are too few tokens to tell.
    if (other >= 0) return promptLength + other < tokens.length ? promptLength + other : undefined;
  }
  const closed = find(tokens, close, promptLength, tokens.length);
  const start = closed + close.length;
  return closed >= 0 && start < tokens.length ? start : undefined;
}

/** Whether a prompt ends in a thought that was begun. */
function endsInThought(
  tokens: readonly number[],
  promptLength: number,
  { open, close }: ThoughtTokens,
): boolean {
  const from = Math.max(0, promptLength - open.length - SLACK);
  const opened = find(tokens, open, from, promptLength);
  return opened >= 0 && find(tokens, close, opened, promptLength) < 0;
}

/** First place of `part` within positions `from` to `end` − 1; −1: none. */
function find(tokens: readonly number[], part: readonly number[], from: number, end: number): number {
  for (let at = from; at + part.length <= end; at++)
    if (part.every((id, i) => tokens[at + i] === id)) return at;
  return -1;
}

/** A completion apart: null where there is no thought, or no answer yet. */
export interface SplitCompletion {
  readonly thought: readonly number[] | null;
  readonly answer: readonly number[] | null;
}

/** A completion's thought, without the mark behind it, and its answer; `inThought`: the prompt ends in a thought that was begun. */
export function splitCompletion(
  completion: readonly number[],
  { open, close }: ThoughtTokens,
  inThought: boolean,
): SplitCompletion {
  const begins = inThought || open.every((id, i) => completion[i] === id);
  if (!begins) return { thought: null, answer: completion };
  const closed = find(completion, close, 0, completion.length);
  if (closed < 0) return { thought: completion, answer: null };
  const answer = completion.slice(closed + close.length);
  return { thought: closed === 0 && !inThought ? null : completion.slice(0, closed), answer };
}
