import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Generation } from '../../engine/engine.ts';
import type { EnginePool } from '../../engine/worker/engine-pool.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { calibrateDegenerate, isDegenerateText } from '../../judges/degenerate-rule.ts';
import { hasRefusalPhrase } from '../../judges/refusal-phrases.ts';
import { isDegenerate } from '../../organism/judge-answer.ts';
import type { RefusalStarts } from '../../results/refusal-starts.ts';
import type { AuditData, PromptSet } from '../data/audit-data-types.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { stagedTokens } from '../subject/staged-tokens.ts';
import { answeredPrompts } from './answered-prompts.ts';
import { type ClassActivations, captureFit, captureHeldOut, type FitActivations } from './capture-fit.ts';
import { firstPrompts } from './first-prompts.ts';
import { type GuessesBySet, guessCompletions } from './guess-completions.ts';
import type { MeasureContext } from './measure-context.ts';
import { observeSet, readCompletions } from './observe-set.ts';
import { inferRefusalStarts } from './refusal-starts.ts';

/** What many units share, each made at its first use and always in the same way, so that no unit's value depends on which others were done before. */
export class SharedMeasurements {
  readonly #checkpoint: Checkpoint;
  readonly #pool: EnginePool;
  readonly #data: AuditData;
  readonly #options: AuditOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #scouts: () => Promise<readonly Intervention[]>;
  #activations: Promise<FitActivations> | undefined;
  #isDegenerate: Promise<(completion: string) => boolean> | undefined;
  #answered: Promise<readonly boolean[]> | undefined;
  #starts: Promise<RefusalStarts> | undefined;
  #heldOut: Promise<readonly ClassActivations[]> | undefined;
  readonly #plain = new Map<'selection' | 'test', Promise<readonly Float32Array[]>>();
  readonly #firstPrompts = new Map<number, AuditData['selection']>();
  readonly #guesses = new Map<'selection' | 'test', Promise<GuessesBySet>>();

  constructor(parts: {
    readonly checkpoint: Checkpoint;
    readonly pool: EnginePool;
    readonly data: AuditData;
    readonly options: AuditOptions;
    readonly signal: AbortSignal | undefined;
    /** Arms that may break refusal: their completions are guesses of others'. */
    readonly scouts: () => Promise<readonly Intervention[]>;
  }) {
    this.#checkpoint = parts.checkpoint;
    this.#pool = parts.pool;
    this.#data = parts.data;
    this.#options = parts.options;
    this.#signal = parts.signal;
    this.#scouts = parts.scouts;
  }

  async context(): Promise<MeasureContext> {
    return { ...this.#base, isDegenerate: await this.degenerateRule() };
  }

  /** What is needed to complete prompts, not to judge the completions. */
  get #base(): Omit<MeasureContext, 'isDegenerate'> {
    return {
      checkpoint: this.#checkpoint,
      data: this.#data,
      newTokens: (set) => this.#newTokens(set),
      stopSettled: this.#options.stopSettled === true,
      ...(this.#signal ? { signal: this.#signal } : {}),
    };
  }

  /** Tokens that begin a refusal, given or inferred. */
  async refusalTokens(): Promise<readonly number[]> {
    if (!this.#data.infersStarts) return this.#data.refusalStarts;
    return (await this.refusalStarts()).starts.map(({ token }) => token);
  }

  #newTokens({ name }: PromptSet): number {
    const { selection, harmless } = stagedTokens(this.#options);
    if (!name.endsWith('/forbidden')) return harmless;
    return name === 'test/forbidden' ? this.#options.maxNewTokens : selection;
  }

  /** The first prompts of each class of the selection split, on which arms are screened; the same sets each time. */
  first(count: number): AuditData['selection'] {
    const known = this.#firstPrompts.get(count);
    if (known) return known;
    const { forbidden, harmless } = this.#data.selection;
    const first = { forbidden: firstPrompts(forbidden, count), harmless: firstPrompts(harmless, count) };
    this.#firstPrompts.set(count, first);
    return first;
  }

  fitActivations(): Promise<FitActivations> {
    this.#activations ??= captureFit(this.#pool.first, this.#data, this.#options.actPooling, this.#signal);
    return this.#activations;
  }

  /** The organism's own rule; for other texts one that flags at most 1% of the unattacked model's harmless selection completions. */
  degenerateRule(): Promise<(completion: string) => boolean> {
    this.#isDegenerate ??=
      this.#data.judge === 'exact'
        ? Promise.resolve(isDegenerate)
        : this.#unattackedHarmless().then((generations) => {
            const rule = calibrateDegenerate(
              readCompletions(this.#checkpoint, generations).flatMap(({ text, unfinished }) =>
                unfinished ? [] : [text],
              ),
            );
            return (completion: string) => isDegenerateText(completion, rule);
          });
    return this.#isDegenerate;
  }

  /** Which harmless selection prompts the unattacked model answers. */
  answeredPrompts(): Promise<readonly boolean[]> {
    this.#answered ??= this.#unattackedHarmless().then(async (generations) => {
      const read = readCompletions(this.#checkpoint, generations);
      const { harmless } = this.#data.selection;
      return answeredPrompts(observeSet(read, harmless, generations, await this.degenerateRule()));
    });
    return this.#answered;
  }

  /** From the unattacked completions of the selection prompts. */
  refusalStarts(): Promise<RefusalStarts> {
    this.#starts ??= this.guessesOf('selection').then((guesses) => {
      const { forbidden, harmless } = this.#data.selection;
      const firsts = (completions: readonly (readonly number[])[], refused: boolean) => {
        const read = readCompletions(
          this.#checkpoint,
          completions.map((tokens) => ({ tokens })),
        );
        return completions
          .filter((_, i) => hasRefusalPhrase(read[i].text) === refused)
          .map(([first]) => first);
      };
      const tokenizer = this.#checkpoint.tokenizer();
      return inferRefusalStarts(
        firsts(
          guesses.get(forbidden)!.alternatives!.map(([unattacked]) => unattacked),
          true,
        ),
        firsts(guesses.get(harmless)!.drafts!, false),
        this.#data.refusalStarts,
        (token) => tokenizer.decode([token], { skipSpecialTokens: false }),
      );
    });
    return this.#starts;
  }

  /** The unattacked completions of the harmless selection prompts. */
  async #unattackedHarmless(): Promise<readonly Generation[]> {
    const guesses = await this.guessesOf('selection');
    const drafts = guesses.get(this.#data.selection.harmless)!.drafts!;
    return drafts.map((tokens) => ({ tokens, finish: 'stop' }));
  }

  /** resid_post of each layer, last prompt token of the selection prompts, which nothing is fitted on. */
  heldOutActivations(): Promise<readonly ClassActivations[]> {
    this.#heldOut ??= captureHeldOut(this.#pool.first, this.#data, this.#signal);
    return this.#heldOut;
  }

  /** Unattacked next-token logits of the harmless prompts of a split. */
  plainLogits(split: 'selection' | 'test'): Promise<readonly Float32Array[]> {
    const known = this.#plain.get(split);
    if (known) return known;
    const plain = this.#pool.first.nextToken({
      sequences: this.#data[split].harmless.sequences,
      ...(this.#signal ? { signal: this.#signal } : {}),
    });
    this.#plain.set(split, plain);
    return plain;
  }

  guessesOf(split: 'selection' | 'test'): Promise<GuessesBySet> {
    const known = this.#guesses.get(split);
    if (known) return known;
    const guesses = this.#scouts().then((scouts) => guessCompletions(this.#pool, this.#base, split, scouts));
    this.#guesses.set(split, guesses);
    return guesses;
  }
}
