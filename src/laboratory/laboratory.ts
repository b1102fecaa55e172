import { encodeUserTurn } from '../audit/data/encode-user-turn.ts';
import { DEFAULT_AUDIT_OPTIONS } from '../audit/subject/audit-options.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { EncodedSequence, Engine, Generation } from '../engine/engine.ts';
import type { Intervention, Json } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { fitMethod } from '../stages/fit/fit-method.ts';
import { type ArmSettings, armOf } from './arm-settings.ts';
import type {
  Answer,
  AnswerSummary,
  Candidate,
  Experiment,
  ExperimentRequest,
  SweepAxis,
  SweepCell,
  TwinExperiment,
} from './experiment.ts';
import { FitActivations } from './fit-activations.ts';
import { type LabPrompts, labPrompts } from './lab-prompts.ts';
import type { ListedPrompts } from './model-listing.ts';
import { onEveryPort, residualSites } from './on-every-port.ts';
import { type Plane, planeOf } from './plane.ts';
import { recogniseRequest, twinPrompt } from './recognised-request.ts';
import { topCandidates } from './top-candidates.ts';
import { verdictOf } from './verdict.ts';

type LabCheckpoint = Omit<Checkpoint, 'folder'>;

/** An arm with its intervention. */
interface FittedArm {
  readonly armId: string;
  readonly site: ResidualSite;
  readonly intervention: Intervention;
  /** The fit's own intervention, before the identity was added at every other site. */
  readonly fitted: Intervention;
}

/** New tokens of an answer to a prompt that is not the organism's. */
const LONGEST_ANSWER = 64;

/**
 * The lab without its page: a model, activations of prompts to fit on, and the effect of one arm on one prompt. Runs wherever
 * an {@link Engine} does; the page's worker and the tests in Node run this same class.
 */
export class Laboratory {
  readonly prompts: LabPrompts;
  readonly maxNewTokens: number;
  readonly #checkpoint: LabCheckpoint;
  readonly #engine: Engine;
  readonly #fit: FitActivations;
  readonly #plain = new Map<string, Generation>();

  private constructor(
    checkpoint: LabCheckpoint,
    engine: Engine,
    { prompts, fit, maxNewTokens }: { prompts: LabPrompts; fit: FitActivations; maxNewTokens: number },
  ) {
    this.#checkpoint = checkpoint;
    this.#engine = engine;
    this.prompts = prompts;
    this.#fit = fit;
    this.maxNewTokens = maxNewTokens;
  }

  /** Captures the fit prompts, which takes most of the opening time; `onProgress` receives the share done. */
  static async open(
    checkpoint: LabCheckpoint,
    engine: Engine,
    listed: ListedPrompts,
    onProgress?: (share: number) => void,
  ): Promise<Laboratory> {
    const prompts = labPrompts(listed);
    const encode = (texts: readonly string[]): EncodedSequence[] =>
      texts.map((prompt, index) =>
        encodeUserTurn(checkpoint, { id: `fit prompt ${index}`, prompt }, DEFAULT_AUDIT_OPTIONS),
      );
    const { forbidden, harmless } = prompts.fit;
    const fit = await FitActivations.capture(
      engine,
      { forbidden: encode(forbidden), harmless: encode(harmless) },
      onProgress,
    );
    const maxNewTokens = prompts.source === 'organism' ? DEFAULT_AUDIT_OPTIONS.maxNewTokens : LONGEST_ANSWER;
    return new Laboratory(checkpoint, engine, { prompts, fit, maxNewTokens });
  }

  get layers(): number {
    return this.#checkpoint.config.layers;
  }

  /**
   * Runs one arm on one prompt, and on its permitted twin if it has one. Rejects with an InvalidInputError on a prompt that
   * leaves no room for an answer and on settings that cannot be fitted (a rank beyond the fit prompts).
   */
  async experiment(request: ExperimentRequest): Promise<Experiment> {
    const { prompt, settings, view } = request;
    const arm = this.#fitArm(settings);
    const sequence = this.#encode(prompt);
    const plain = await this.#plainAnswer(prompt, sequence);
    const [attacked] = await this.#generate([sequence], [plain], arm.intervention);
    const answers = await this.#answers(prompt, sequence, [plain, attacked], arm.intervention);
    const [plainIds, attackedIds] = [plain, attacked].map(withStop);
    const flip = attackedIds.findIndex((token, step) => token !== plainIds[step]);
    const twin = twinPrompt(prompt);
    return {
      request,
      armId: arm.armId,
      site: siteName(arm.site),
      plain: answers[0],
      intervened: answers[1],
      flipsAt: flip >= 0 ? flip : attackedIds.length < plainIds.length ? attackedIds.length : null,
      divergence: meanOf(attacked.divergence!),
      plane: await this.#plane(arm, view, sequence, [plainIds, attackedIds]),
      facts: factsAt(arm),
      twin: twin === undefined ? null : await this.#twin(twin, arm),
    };
  }

  /** The same prompt (and twin) with one control moved through `values`; cells come one by one, in order. */
  async *sweep(
    { prompt, settings }: ExperimentRequest,
    axis: SweepAxis,
    values: readonly number[],
  ): AsyncGenerator<SweepCell> {
    const twin = twinPrompt(prompt);
    const prompts = twin === undefined ? [prompt] : [prompt, twin];
    const sequences = prompts.map((text) => this.#encode(text));
    const plain: Generation[] = [];
    for (const [index, text] of prompts.entries())
      plain.push(await this.#plainAnswer(text, sequences[index]));
    for (const value of values) {
      const { intervention } = this.#fitArm({ ...settings, [axis]: value });
      const answers = await this.#generate(sequences, plain, intervention);
      const verdicts = answers.map((answer, index) => this.#summary(prompts[index], answer).verdict);
      yield {
        value,
        verdict: verdicts[0],
        divergence: meanOf(answers[0].divergence!),
        twin: verdicts[1] ?? null,
      };
    }
  }

  /** The likeliest next tokens of both models after the prompt and the first `step` tokens of an answer. */
  async candidates(
    { prompt, settings }: ExperimentRequest,
    answer: readonly number[],
    count: number,
  ): Promise<Candidate[][]> {
    const { intervention } = this.#fitArm(settings);
    const { tokens, promptLength } = this.#encode(prompt);
    const sequences = answer.map((_, step) => ({
      tokens: [...tokens, ...answer.slice(0, step)],
      promptLength: promptLength!,
    }));
    const plain = await this.#engine.nextToken({ sequences });
    const intervened = await this.#engine.nextToken({ sequences, intervention });
    return plain.map((logits, step) =>
      topCandidates(logits, intervened[step], count).map((found) => ({
        ...found,
        piece: this.#piece(found.id),
      })),
    );
  }

  #fitArm(settings: ArmSettings): FittedArm {
    const spec = armOf(settings);
    const site: ResidualSite = { layer: settings.layer, point: spec.point };
    const { forbidden: source, harmless: target, pca } = this.#fit.at(site);
    const fitted = fitMethod(
      spec.method!,
      site,
      { source, target },
      {
        layers: this.layers,
        rank: spec.rank ?? 1,
        complement: spec.complement,
        support: DEFAULT_AUDIT_OPTIONS.actSupport,
        origin: { layer: settings.layer, position: spec.position },
        pca,
        settings: { scope: spec.scope, strength: spec.strength, skipFirst: DEFAULT_AUDIT_OPTIONS.skipFirst },
      },
    );
    return { armId: spec.id, site, intervention: onEveryPort(fitted, this.layers), fitted };
  }

  #encode(prompt: string): EncodedSequence {
    return encodeUserTurn(this.#checkpoint, { id: 'the prompt', prompt }, DEFAULT_AUDIT_OPTIONS);
  }

  async #plainAnswer(prompt: string, sequence: EncodedSequence): Promise<Generation> {
    let answer = this.#plain.get(prompt);
    if (!answer) {
      [answer] = await this.#engine.generate({ sequences: [sequence], ...this.#limits() });
      this.#plain.set(prompt, answer);
    }
    return answer;
  }

  /** Completes prompts, with the divergence from the unattacked model along its answers. */
  #generate(
    sequences: readonly EncodedSequence[],
    plain: readonly Generation[],
    intervention: Intervention,
  ): Promise<Generation[]> {
    return this.#engine.generate({
      sequences,
      ...this.#limits(),
      intervention,
      drafts: plain.map(withStop),
      divergence: true,
    });
  }

  #limits() {
    return { maxNewTokens: this.maxNewTokens, stopTokenIds: this.#checkpoint.stopTokenIds };
  }

  /** Both models' probabilities and divergence along both answers. */
  async #answers(
    prompt: string,
    { tokens, promptLength }: EncodedSequence,
    generations: readonly Generation[],
    intervention: Intervention,
  ): Promise<Answer[]> {
    const ids = generations.map(withStop);
    const sequences = ids.map((answer) => ({ tokens: [...tokens, ...answer], promptLength: promptLength! }));
    const plain = await this.#engine.score({ sequences });
    const intervened = await this.#engine.score({ sequences, intervention });
    const prompts = ids.map(() => ({ tokens, promptLength: promptLength! }));
    const along = await this.#engine.generate({
      sequences: prompts,
      ...this.#limits(),
      intervention,
      drafts: ids,
      divergence: true,
    });
    return generations.map((generation, index) => ({
      ...this.#summary(prompt, generation),
      tokens: ids[index].map((id, step) => {
        const row = tokens.length - 1 + step;
        return {
          id,
          piece: this.#piece(id),
          plain: Math.exp(plain[index][row]),
          intervened: Math.exp(intervened[index][row]),
          divergence: Math.max(0, along[index].divergence![step]),
        };
      }),
    }));
  }

  async #twin(prompt: string, arm: FittedArm): Promise<TwinExperiment> {
    const sequence = this.#encode(prompt);
    const plain = await this.#plainAnswer(prompt, sequence);
    const [attacked] = await this.#generate([sequence], [plain], arm.intervention);
    return {
      prompt,
      plain: this.#summary(prompt, plain),
      intervened: this.#summary(prompt, attacked),
      divergence: meanOf(attacked.divergence!),
    };
  }

  async #plane(
    arm: FittedArm,
    view: number | null,
    { tokens, promptLength }: EncodedSequence,
    answers: readonly (readonly number[])[],
  ): Promise<Plane> {
    const at = arm.site.point === 'resid_pre' ? arm.site.layer - 1 : arm.site.layer;
    const site: ResidualSite = { layer: view ?? at, point: 'resid_post' };
    // The last token of an answer is predicted from the one before it.
    const sequences = answers.map((answer) => ({
      tokens: [...tokens, ...answer.slice(0, -1)],
      promptLength: promptLength!,
    }));
    const request = { sequences, sites: residualSites(this.layers), positions: 'all' } as const;
    const plain = await this.#engine.capture(request);
    const intervened = await this.#engine.capture({ ...request, intervention: arm.intervention });
    const d = this.#checkpoint.config.hiddenSize;
    let start = 0;
    const paths = sequences.map(({ tokens: { length } }) => {
      const steps = (rows: ReadonlyMap<string, Float32Array>): Float32Array =>
        rows.get(siteName(site))!.subarray((start + tokens.length - 1) * d, (start + length) * d);
      const path = { before: steps(plain), after: steps(intervened) };
      start += length;
      return path;
    });
    const { forbidden, harmless, pca } = this.#fit.at(site);
    const sole = arm.fitted.sites.length === 1 && site.layer === at;
    return planeOf({
      site: siteName(site),
      pca,
      forbidden,
      harmless,
      map: sole ? [...arm.fitted.maps.values()][0] : undefined,
      paths,
    });
  }

  #summary(prompt: string, { tokens, finish }: Generation): AnswerSummary {
    const text = this.#checkpoint.tokenizer().decode(tokens, { skipSpecialTokens: true });
    const world = this.prompts.source === 'organism';
    const request = world ? recogniseRequest(prompt) : undefined;
    return { text, finish, verdict: verdictOf({ completion: text, finish }, request, world) };
  }

  #piece(id: number): string {
    return this.#checkpoint.tokenizer().decode([id], { skipSpecialTokens: false });
  }
}

function withStop({ tokens, stopToken }: Generation): number[] {
  return stopToken === undefined ? [...tokens] : [...tokens, stopToken];
}

/** Rounding can push a divergence of zero below 0. */
function meanOf(divergences: Float64Array): number {
  return Math.max(0, divergences.reduce((sum, value) => sum + value, 0) / divergences.length);
}

function factsAt({ fitted, site }: FittedArm): { readonly [key: string]: Json } {
  const facts = fitted.provenance.facts?.[siteName(site)];
  return (facts ?? {}) as { readonly [key: string]: Json };
}
