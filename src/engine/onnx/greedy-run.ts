import type { GenerateRequest, Generation } from '../engine.ts';
import { cacheBytesPerToken } from '../memory/engine-memory.ts';
import type { Batch } from './batches.ts';
import type { Decoder, ForwardInput } from './decoder.ts';
import type { ForwardPasses, RequestPath } from './forward-passes.ts';
import type { BatchCache, CachedRow, RowCaches } from './row-caches.ts';

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

/** A row that greedy decoding has not finished. Its last token is not in the cache yet. */
interface OpenRow {
  readonly index: number;
  readonly tokens: number[];
  readonly source: CachedRow;
}

/**
 * Greedy decoding of one request in three stages: every prompt with its draft in one pass, rows that left their draft
 * along an alternative that agrees with them so far in another, and the rest token by token. All three take the
 * arg max of the same distributions, so the stages decide what a token costs, not which one it is.
 */
export class GreedyRun {
  readonly #host: GreedyHost;
  readonly #request: GenerateRequest;
  readonly #prompts: readonly { readonly tokens: readonly number[]; readonly promptLength: number }[];
  readonly #stops: ReadonlySet<number>;
  readonly #results: Generation[];
  #closed = 0;
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
    const sequences = this.#prompts.map(({ tokens, promptLength }, index) => ({
      tokens: [...tokens, ...followed[index]],
      promptLength,
    }));
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

  /** Prompts with their drafts in one pass; returns the rows that left them. */
  async #follow(batch: Batch, drafts: readonly (readonly number[])[]): Promise<OpenRow[]> {
    const { intervention, divergence: wanted } = this.#request;
    const measured = (index: number): boolean =>
      typeof wanted === 'object' ? wanted[index] : (wanted ?? false);
    const wantDivergence = batch.indices.some(measured);
    const rows: number[] = [];
    const begins: number[] = [];
    batch.indices.forEach((index, r) => {
      begins.push(rows.length);
      const first = r * batch.width + this.#prompts[index].tokens.length - 1;
      for (let i = 0; i <= drafts[index].length; i++) rows.push(first + i);
    });
    const { decoder, passes, path } = this.#host;
    const want = { next: true, cache: true, ...(wantDivergence ? { logits: true } : {}) };
    const output = await passes.forward(batch, intervention, { rows, want }, path);
    const cache = this.#hold(output.cache!);
    if (wantDivergence) {
      const vocabulary = decoder.config.vocabularySize;
      const divergence = await passes.divergenceFrom(batch, rows, output.logits!, intervention, path);
      batch.indices.forEach((index, r) => {
        if (!measured(index)) return;
        this.#divergences[index] = Float64Array.from(drafts[index], (_, i) =>
          divergence(begins[r] + i, (begins[r] + i) * vocabulary),
        );
      });
    }
    const open = batch.indices.flatMap((index, r) => {
      const tokens: number[] = [];
      const valid = this.#prompts[index].tokens.length;
      const accepted = this.#accept(index, tokens, drafts[index], output.next!, begins[r]);
      return accepted === undefined
        ? []
        : [{ index, tokens, source: { cache, row: r, valid: valid + accepted } }];
    });
    if (open.length === 0) this.#release(cache);
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
    if (this.#host.append && this.#request.alternatives) {
      const alternatives = open.map((row) => this.#alternative(row));
      const left = open.filter((_, r) => alternatives[r] === undefined);
      const tried = open.flatMap((row, r) => (alternatives[r] ? [{ row, draft: alternatives[r] }] : []));
      const lengths = tried.map(({ draft }) => ({ tokens: draft }));
      const logitRows = tried.map(({ draft }) => draft.length + 1);
      for (const { indices } of this.#host.passes.batches(lengths, { appending: true }, logitRows)) {
        left.push(...(await this.#tryAlternatives(indices.map((i) => tried[i]))));
        this.#tell();
      }
      open = left;
    }
    if (open.length > 0) await this.#decode(open);
  }

  /** The continuation of the row's tokens in the first alternative that begins with them. */
  #alternative({ index, tokens }: OpenRow): readonly number[] | undefined {
    const { alternatives, maxNewTokens } = this.#request;
    const match = alternatives![index].find(
      (candidate) => candidate.length > tokens.length && tokens.every((token, i) => candidate[i] === token),
    );
    return match?.slice(tokens.length, maxNewTokens);
  }

  /** Runs each row's pending token and its alternative in one pass over the past; returns the rows that left it. */
  async #tryAlternatives(
    tried: readonly { readonly row: OpenRow; readonly draft: readonly number[] }[],
  ): Promise<OpenRow[]> {
    const { caches, decoder } = this.#host;
    this.#request.signal?.throwIfAborted();
    const tokens = tried.map(({ row, draft }) => [row.tokens.at(-1)!, ...draft]);
    const width = Math.max(...tokens.map((row) => row.length));
    const past = await caches.gather(
      tried.map(({ row }) => row.source),
      width,
    );
    const { valid } = past;
    const output = await decoder.forward({
      ...this.#stepInput(tried.map(({ row }) => row)),
      tokens,
      past,
      append: 'in-place',
      rows: tokens.flatMap((row, r) => row.map((_, t) => r * width + t)),
      want: { next: true, cache: true },
    });
    let begin = 0;
    return tried.flatMap(({ row, draft }, r) => {
      const accepted = this.#accept(row.index, row.tokens, draft, output.next!, begin);
      begin += draft.length + 1;
      if (accepted === undefined) return [];
      const source = { cache: output.cache!, row: r, valid: valid[r] + 1 + accepted };
      return [{ index: row.index, tokens: row.tokens, source }];
    });
  }

  /** Token by token until every row is closed; finished rows leave the batch once they are a quarter of it. */
  async #decode(rows: OpenRow[]): Promise<void> {
    const { caches, decoder, append } = this.#host;
    const { maxNewTokens, signal } = this.#request;
    let open: readonly Omit<OpenRow, 'source'>[] = rows.map(({ index, tokens }) => ({ index, tokens }));
    const sources = rows.splice(0).map((row) => row.source);
    const spare = maxNewTokens - Math.min(...open.map((row) => row.tokens.length));
    let past = this.#hold(await caches.gather(sources, spare));
    for (const cache of new Set(sources.splice(0).map((source) => source.cache))) this.#release(cache);
    const finished = new Set<number>();
    while (finished.size < open.length) {
      signal?.throwIfAborted();
      if (finished.size * 4 >= open.length) {
        const kept = open.flatMap((row, r) => (finished.has(row.index) ? [] : [r]));
        open = kept.map((r) => open[r]);
        const whole = past;
        past = this.#hold(await caches.keep(whole, kept));
        this.#release(whole);
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

  #stepInput(rows: readonly Pick<OpenRow, 'index'>[]): Pick<ForwardInput, 'promptLengths' | 'intervention'> {
    const { intervention } = this.#request;
    return {
      promptLengths: rows.map((row) => this.#prompts[row.index].promptLength),
      ...(intervention ? { intervention } : {}),
    };
  }
}
