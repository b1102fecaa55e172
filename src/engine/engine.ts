import type { ModelConfig } from '../checkpoint/model-config.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';

/** Token ids and, where the text has roles, how many of them are prompt (T). Raw text has no `promptLength`. */
export interface EncodedSequence {
  readonly tokens: readonly number[];
  readonly promptLength?: number;
}

/** Options of every call of an engine. */
export interface EngineCall {
  readonly sequences: readonly EncodedSequence[];
  readonly intervention?: Intervention;
  /** Checked between runs; the request then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Called with the number of sequences done, at most all: a completion counts by its tokens until it ends, and a capture with a
   * group of blocks at a time counts by groups.
   */
  readonly onProgress?: (done: number) => void;
}

export interface CaptureRequest extends EngineCall {
  readonly sites: readonly ResidualSite[];
  /**
   * `last`: the last token of each sequence; `all`: every token, sequence after sequence; `mean`: the mean over each prompt's tokens, all
   * tokens where there are no roles; a negative number: that many tokens from the end (−1 = last).
   */
  readonly positions: 'last' | 'all' | 'mean' | number;
}

/** Rows [n, d] by site name, in request order. Values are those after any intervention at the site. */
export type CaptureResult = ReadonlyMap<string, Float32Array>;

export interface GenerateRequest extends EngineCall {
  readonly maxNewTokens: number;
  readonly stopTokenIds: readonly number[];
  /**
   * A guess of each completion (usually the unattacked one, its stop token included). Tokens that greedy decoding
   * confirms cost one pass together instead of a step each; the result is the same as without.
   */
  readonly drafts?: readonly (readonly number[])[];
  /**
   * Further guesses for each sequence, tried in order once a row has left its draft and agrees with one of them so far.
   */
  readonly alternatives?: readonly (readonly (readonly number[])[])[];
  /** Also return the divergence from the unattacked model along each draft, or along those of the flagged sequences. */
  readonly divergence?: boolean | readonly boolean[];
}

export interface Generation {
  /** New tokens, without the stop token. */
  readonly tokens: readonly number[];
  readonly finish: 'stop' | 'length';
  /** The stop token that ended it. */
  readonly stopToken?: number;
  /** KL(unattacked ‖ attacked) in nats at each draft position, teacher-forced on the draft. */
  readonly divergence?: Float64Array;
}

export type ScoreRequest = EngineCall;

/**
 * A causal language model that can be read and intervened on. Every implementation passes the same conformance
 * suite. All methods reject with a typed error on token ids out of range, sequences longer than the model takes,
 * interventions of the wrong dimension or layer, and token scopes that need a prompt where there is none.
 */
export interface Engine {
  readonly config: ModelConfig;
  capture(request: CaptureRequest): Promise<CaptureResult>;
  /** Greedy continuation of every sequence. */
  generate(request: GenerateRequest): Promise<Generation[]>;
  /** log p(token_t | tokens before t) for t = 1 … T − 1, one row of T − 1 values per sequence. */
  score(request: ScoreRequest): Promise<Float32Array[]>;
  /** Next-token logits [V] after every sequence. */
  nextToken(request: EngineCall): Promise<Float32Array[]>;
  /** Frees the model; every later call rejects. */
  dispose(): Promise<void>;
}
