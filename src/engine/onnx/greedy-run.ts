import type { EncodedSequence, GenerateRequest, Generation } from '../engine.ts';
import { cacheBytesPerToken } from '../memory/engine-memory.ts';
import { answerStartsOf } from './answer-starts.ts';
import type { Batch } from './batches.ts';
import type { Decoder, ForwardInput } from './decoder.ts';
import type { ForwardPasses, RequestPath } from './forward-passes.ts';
import { likelyAlternatives } from './likely-alternative.ts';
import { alternativeOf, type OpenRow, type Tried, withAlternatives } from './open-row.ts';
import type { BatchCache, RowCaches } from './row-caches.ts';

/** The parts of the engine that generation uses. */
export interface GreedyHost {
  readonly decoder: Decoder;
  readonly passes: ForwardPasses;
  readonly path: RequestPath;
  readonly caches: RowCaches;
  /** Decode against a cache that stays in place. */
  readonly append: boolean;
  /** Unfinished rows gathered before they are decoded together. */
  readonly decodeRows: number;
  /** Keys and values that may be held, in bytes. */
  readonly cacheBytes: number;
}

/** Below this share of open rows among those seen, their keys and values are computed again instead of being kept for all rows. */
const FEW_OPEN = 1 / 3;

/**
 * Greedy decoding of one request in three stages: every prompt with its draft in one pass, rows that left their draft
 * along an alternative that agrees with them so far in another, and the rest token by token. All three take the
 * arg max of the same distributions, so the stages decide what a token costs, not which one it is.
 *
 * Where passes resume from the unattacked model's states, the second stage runs the prompts again behind the first: above an intervention
 * that costs less than taking keys and values of every row out of the graph. The few rows that are left get theirs in a pass of their own.
 */
export class GreedyRun {
  readonly #host: GreedyHost;
  readonly #request: GenerateRequest;
  readonly #prompts: readonly { readonly tokens: readonly number[]; readonly promptLength: number }[];
  readonly #stops: ReadonlySet<number>;
  readonly #results: Generation[];
  readonly #resumes: boolean;
  #closed = 0;
  /** Rows that went through the first stage, and those of them that nothing was known of afterwards. */
  #seen = 0;
  #unguessed = 0;
  readonly #divergences: (Float64Array | undefined)[] = [];
  /** Caches in a device's memory, which must be freed here. Caches on the host are garbage-collected. */
  readonly #onDevice = new Set<BatchCache>();

  constructor(
    host: GreedyHost,
    request: GenerateRequest,
    prompts: readonly { readonly tokens: readonly number[]; readonly promptLength: number }[],
  ) {
    this.#host = host;
    this.#request = request;
    this.#prompts = prompts;
    this.#stops = new Set(request.stopTokenIds);
    this.#results = new Array(prompts.length);
    this.#resumes = host.passes.resumes(request.intervention, host.path);
  }

  async run(): Promise<Generation[]> {
    try {
      return await this.#run();
    } finally {
      for (const cache of this.#onDevice) this.#release(cache);
    }
  }

  async #run(): Promise<Generation[]> {
    const { maxNewTokens, drafts, signal } = this.#request;
    const followed = this.#prompts.map((_, index) => (drafts?.[index] ?? []).slice(0, maxNewTokens));
    if (this.#resumes) await this.#guess(followed);
    const sequences = followed.map((draft, index) => this.#sequence(index, draft));
    const { passes, path } = this.#host;
    const logitRows = followed.map((draft) => draft.length + 1);
    const mostRows = this.#rowsInMemory(sequences);
    const enough = Math.min(this.#host.decodeRows, mostRows);
    const open: OpenRow[] = [];
    for (const batch of passes.batches(sequences, path, logitRows, mostRows)) {
      signal?.throwIfAborted();
      if (open.length + batch.indices.length > mostRows) await this.#finish(open.splice(0));
      open.push(...(await this.#follow(batch, followed)));
      this.#tell();
      if (open.length >= enough) await this.#finish(open.splice(0));
    }
    await this.#finish(open.splice(0));
    return this.#results;
  }

  /** Number of rows whose keys and values fit: those of their prompts, and the copy with room for the completion that is decoded. */
  #rowsInMemory(sequences: readonly { readonly tokens: readonly number[] }[]): number {
    const { cacheBytes, decoder } = this.#host;
    if (cacheBytes === Number.POSITIVE_INFINITY) return cacheBytes;
    const longest = Math.max(...sequences.map(({ tokens }) => tokens.length));
    const perRow = (2 * longest + this.#request.maxNewTokens) * cacheBytesPerToken(decoder.config);
    return Math.max(1, Math.floor(cacheBytes / perRow));
  }

  /** Fills empty drafts with alternatives that are likely to be right. */
  async #guess(followed: (readonly number[])[]): Promise<void> {
    const { alternatives, intervention, maxNewTokens } = this.#request;
    if (!alternatives) return;
    const undrafted = followed.flatMap((draft, index) =>
      draft.length === 0 && !this.#measured(index) ? [index] : [],
    );
    const { passes, path } = this.#host;
    const guesses = await likelyAlternatives(alternatives, undrafted, async (indices) => {
      const prompts = indices.map((index) => this.#sequence(index, []));
      const next: number[] = [];
      for (const batch of passes.batches(prompts, path)) {
        const rows = batch.sequences.map(({ tokens }, r) => r * batch.width + tokens.length - 1);
        const output = await passes.forward(batch, intervention, { rows, want: { next: true } }, path);
        batch.indices.forEach((i, r) => {
          next[i] = output.next![r];
        });
      }
      return next;
    });
    for (const [index, guess] of guesses) followed[index] = guess.slice(0, maxNewTokens);
  }

  #measured(index: number): boolean {
    const { divergence } = this.#request;
    return typeof divergence === 'object' ? divergence[index] : (divergence ?? false);
  }

  /** A prompt with a beginning of its completion. */
  #sequence(index: number, completion: readonly number[]): { tokens: number[]; promptLength: number } {
    const { tokens, promptLength } = this.#prompts[index];
    return { tokens: [...tokens, ...completion], promptLength };
  }

  /** Prompts with their drafts in one pass; returns the rows that left them. */
  async #follow(batch: Batch, drafts: readonly (readonly number[])[]): Promise<OpenRow[]> {
    const { intervention, divergence: wanted } = this.#request;
    const rows: number[] = [];
    const begins: number[] = [];
    const logitRows: number[] = [];
    batch.indices.forEach((index, r) => {
      begins.push(rows.length);
      const first = r * batch.width + this.#prompts[index].tokens.length - 1;
      for (let i = 0; i <= drafts[index].length; i++) {
        if (this.#measured(index) && i < drafts[index].length) logitRows.push(rows.length);
        rows.push(first + i);
      }
    });
    const { passes, path } = this.#host;
    const wantLogits = logitRows.length > 0;
    const cached = !this.#resumes || this.#unguessed > this.#seen * FEW_OPEN;
    const want = { next: true, cache: cached, ...(wantLogits ? { logits: true } : {}) };
    const output = await passes.forward(batch, intervention, { rows, logitRows, want }, path);
    const cache = output.cache ? this.#hold(output.cache) : undefined;
    if (wanted) {
      const compared = logitRows.map((row) => rows[row]);
      const divergences = wantLogits
        ? await passes.divergences(batch, compared, output.logits!, intervention, path)
        : new Float64Array(0);
      let from = 0;
      for (const index of batch.indices)
        if (this.#measured(index))
          this.#divergences[index] = divergences.slice(from, (from += drafts[index].length));
    }
    const open = batch.indices.flatMap((index, r): OpenRow[] => {
      const tokens: number[] = [];
      const valid = this.#prompts[index].tokens.length;
      const accepted = this.#accept(index, tokens, drafts[index], output.next!, begins[r]);
      if (accepted === undefined) return [];
      const source = cache ? { source: { cache, row: r, valid: valid + accepted } } : {};
      return [{ index, tokens, followed: drafts[index], ...source }];
    });
    this.#seen += batch.indices.length;
    for (const row of open) if (alternativeOf(row, this.#request) === undefined) this.#unguessed += 1;
    if (open.length === 0 && cache) this.#release(cache);
    return open;
  }

  /**
   * Adds to `tokens` what `draft` and the predictions from `next[begin]` on agree on, then the first prediction of their
   * own. Returns the number of draft tokens accepted, or undefined where the row was closed.
   */
  #accept(
    index: number,
    tokens: number[],
    draft: readonly number[],
    next: readonly number[],
    begin: number,
  ): number | undefined {
    for (const [i, token] of draft.entries()) {
      if (next[begin + i] !== token) {
        tokens.push(next[begin + i]);
        return this.#close(index, tokens) ? undefined : i;
      }
      tokens.push(token);
      if (this.#close(index, tokens)) return undefined;
    }
    tokens.push(next[begin + draft.length]);
    return this.#close(index, tokens) ? undefined : draft.length;
  }

  /** Stores the result of a row that is done. */
  #close(index: number, tokens: readonly number[]): boolean {
    const last = tokens.at(-1)!;
    const stopped = this.#stops.has(last);
    if (!stopped && tokens.length < this.#request.maxNewTokens) return false;
    const divergence = this.#divergences[index];
    this.#results[index] = {
      tokens: stopped ? tokens.slice(0, -1) : [...tokens],
      finish: stopped ? 'stop' : 'length',
      ...(stopped ? { stopToken: last } : {}),
      ...(divergence ? { divergence } : {}),
    };
    this.#closed += 1;
    return true;
  }

  /** Rows waiting to be decoded are not counted yet. */
  #tell(decoded: readonly Pick<OpenRow, 'tokens'>[] = []): void {
    const { onProgress, maxNewTokens } = this.#request;
    onProgress?.(this.#closed + decoded.reduce((sum, { tokens }) => sum + tokens.length, 0) / maxNewTokens);
  }

  /** Takes over the rows: keeping them elsewhere would keep their prompts' caches in memory. */
  async #finish(rows: OpenRow[]): Promise<void> {
    let open = rows;
    if (this.#resumes) open = await this.#cached(await this.#followAlternatives(open));
    else if (this.#host.append && this.#request.alternatives) {
      const { left, tried } = withAlternatives(open, this.#request);
      const lengths = tried.map(({ draft, row }) => ({ tokens: draft.slice(row.tokens.length) }));
      const logitRows = lengths.map(({ tokens }) => tokens.length + 1);
      for (const { indices } of this.#host.passes.batches(lengths, { appending: true }, logitRows)) {
        left.push(...(await this.#tryAlternatives(indices.map((i) => tried[i]))));
        this.#tell();
      }
      open = left;
    }
    if (open.length > 0) await this.#decode(open);
  }

  /** Runs the prompts of rows that agree with an alternative again, with that alternative behind them, until none does. */
  async #followAlternatives(open: readonly OpenRow[]): Promise<OpenRow[]> {
    const { passes, path } = this.#host;
    const { intervention, signal } = this.#request;
    const done: OpenRow[] = [];
    for (let rows = open; rows.length > 0; ) {
      const { left, tried } = withAlternatives(rows, this.#request);
      done.push(...left);
      const sequences = tried.map(({ row, draft }) => this.#sequence(row.index, draft));
      const lengths = tried.map(({ row, draft }) => draft.length - row.tokens.length + 1);
      const next: OpenRow[] = [];
      for (const batch of passes.batches(sequences, path, lengths)) {
        signal?.throwIfAborted();
        const asked: number[] = [];
        for (const [r, i] of batch.indices.entries()) {
          const end = r * batch.width + sequences[i].tokens.length;
          for (let t = end - lengths[i]; t < end; t++) asked.push(t);
        }
        const output = await passes.forward(batch, intervention, { rows: asked, want: { next: true } }, path);
        let begin = 0;
        for (const i of batch.indices) {
          const { row, draft } = tried[i];
          const rest = draft.slice(row.tokens.length);
          const accepted = this.#accept(row.index, row.tokens, rest, output.next!, begin);
          begin += lengths[i];
          if (accepted !== undefined) next.push({ index: row.index, tokens: row.tokens, followed: draft });
        }
        this.#tell();
      }
      rows = next;
    }
    return done;
  }

  /** The rows with their keys and values, computed where they were not kept. */
  async #cached(rows: readonly OpenRow[]): Promise<OpenRow[]> {
    const { passes, path } = this.#host;
    const { intervention, signal } = this.#request;
    const found = [...rows];
    const bare = rows.flatMap(({ source }, i) => (source ? [] : [i]));
    const sequences = bare.map((i) => this.#sequence(rows[i].index, rows[i].tokens.slice(0, -1)));
    for (const batch of passes.batches(sequences, path)) {
      signal?.throwIfAborted();
      const stored = batch.indices.map((k) => this.#sequence(rows[bare[k]].index, rows[bare[k]].followed));
      // No row of logits is asked for, but the same graph runs.
      const ask = { rows: [], want: { cache: true } };
      const output = await passes.forward(batch, intervention, ask, path, stored);
      const cache = this.#hold(output.cache!);
      batch.sequences.forEach(({ tokens }, row) => {
        const i = bare[batch.indices[row]];
        found[i] = { ...rows[i], source: { cache, row, valid: tokens.length } };
      });
    }
    return found;
  }

  /** Runs each row's pending token and its alternative in one pass over the past; returns the rows that left it. */
  async #tryAlternatives(tried: readonly Tried[]): Promise<OpenRow[]> {
    const { caches, decoder } = this.#host;
    this.#request.signal?.throwIfAborted();
    const tokens = tried.map(({ row, draft }) => [row.tokens.at(-1)!, ...draft.slice(row.tokens.length)]);
    const width = Math.max(...tokens.map((row) => row.length));
    const past = await caches.gather(
      tried.map(({ row }) => row.source!),
      width,
    );
    const { valid } = past;
    const output = await decoder.forward({
      ...this.#stepInput(tried.map(({ row, draft }) => ({ index: row.index, tokens: draft }))),
      tokens,
      past,
      append: 'in-place',
      rows: tokens.flatMap((row, r) => row.map((_, t) => r * width + t)),
      want: { next: true, cache: true },
    });
    let begin = 0;
    return tried.flatMap(({ row, draft }, r) => {
      const rest = draft.slice(row.tokens.length);
      const accepted = this.#accept(row.index, row.tokens, rest, output.next!, begin);
      begin += rest.length + 1;
      if (accepted === undefined) return [];
      const source = { cache: output.cache!, row: r, valid: valid[r] + 1 + accepted };
      return [{ index: row.index, tokens: row.tokens, followed: draft, source }];
    });
  }

  /** Token by token until every row is closed; finished rows leave the batch once they are a quarter of it. */
  async #decode(rows: OpenRow[]): Promise<void> {
    const { caches, decoder, append } = this.#host;
    const { maxNewTokens, signal } = this.#request;
    let open: readonly Pick<OpenRow, 'index' | 'tokens'>[] = rows.map(({ index, tokens }) => ({
      index,
      tokens,
    }));
    const sources = rows.splice(0).map((row) => row.source!);
    const spare = maxNewTokens - Math.min(...open.map((row) => row.tokens.length));
    let past = this.#hold(await caches.gather(sources, spare));
    for (const cache of new Set(sources.splice(0).map((source) => source.cache))) this.#release(cache);
    const finished = new Set<number>();
    while (finished.size < open.length) {
      signal?.throwIfAborted();
      if (finished.size * 4 >= open.length) {
        const kept = open.flatMap((row, r) => (finished.has(row.index) ? [] : [r]));
        open = kept.map((r) => open[r]);
        this.#onDevice.delete(past);
        past = this.#hold(await caches.keep(past, kept));
        finished.clear();
      }
      const output = await decoder.forward({
        ...this.#stepInput(open),
        tokens: open.map((row) => [row.tokens.at(-1)!]),
        past,
        ...(append ? { append: 'in-place' } : {}),
        rows: open.map((_, r) => r),
        want: { next: true, cache: true },
      });
      if (!append) this.#release(past);
      past = this.#hold(output.cache!);
      open.forEach((row, r) => {
        if (finished.has(row.index)) return;
        row.tokens.push(output.next![r]);
        if (this.#close(row.index, row.tokens)) finished.add(row.index);
      });
      this.#tell(open.filter(({ index }) => !finished.has(index)));
    }
    this.#release(past);
  }

  #hold(cache: BatchCache): BatchCache {
    if ('device' in cache) this.#onDevice.add(cache);
    return cache;
  }

  #release(cache: BatchCache): void {
    this.#onDevice.delete(cache);
    this.#host.caches.release(cache);
  }

  /** `tokens`: the completions of these rows as far as they are run. */
  #stepInput(
    rows: readonly { readonly index: number; readonly tokens: readonly number[] }[],
  ): Pick<ForwardInput, 'promptLengths' | 'answerStarts' | 'intervention'> {
    const { intervention } = this.#request;
    const sequences = (): EncodedSequence[] => rows.map(({ index, tokens }) => this.#sequence(index, tokens));
    return {
      promptLengths: rows.map((row) => this.#prompts[row.index].promptLength),
      ...(intervention?.scope === 'answer' ? answerStartsOf(sequences(), intervention) : {}),
      ...(intervention ? { intervention } : {}),
    };
  }
}
