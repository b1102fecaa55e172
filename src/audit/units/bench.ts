import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { siteDiagnostics } from '../../diagnostics/site-diagnostics.ts';
import type { Engine, Generation } from '../../engine/engine.ts';
import type { EnginePool } from '../../engine/worker/engine-pool.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import { OverflowError } from '../../errors/overflow-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { calibrateDegenerate, isDegenerateText } from '../../judges/degenerate-rule.ts';
import type { Method } from '../../methods/method.ts';
import { choiceAccuracy } from '../../metrics/multiple-choice.ts';
import { isDegenerate } from '../../organism/judge-answer.ts';
import type { PreparedJudge } from '../../stages/judge/prepare-judge.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import type { ArmSpec } from '../plan/arm.ts';
import { scoutArms } from '../plan/plan-arms.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { answeredPrompts } from './answered-prompts.ts';
import { type ClassActivations, captureFit, captureHeldOut, type FitActivations } from './capture-fit.ts';
import { completeSets } from './complete-sets.ts';
import { describeMap } from './describe-map.ts';
import { fitArm } from './fit-arm.ts';
import { type GuessesBySet, guessCompletions } from './guess-completions.ts';
import { type Completion, judgeArms } from './judge-arms.ts';
import type { MeasureContext } from './measure-context.ts';
import { measureDirection } from './measure-direction.ts';
import { measureSelection } from './measure-selection.ts';
import { measureTest } from './measure-test.ts';
import type { Overflow } from './observation.ts';
import { completionTexts, observeSet } from './observe-set.ts';
import { scatterOf } from './scatter.ts';
import { opensTest, type Unit, type UnitKind, type UnitOf, type UnitValues, unitName } from './unit.ts';

/** The same label in both classes: a request and its permitted twin, or near-duplicates. */
const groupsOf = (split: AuditData['fit']) => ({
  source: split.forbidden.groups.map(String),
  target: split.harmless.groups.map(String),
});

/**
 * Where units are done: the model, the prompts, and what many units share (activations, guesses, fitted maps), each made
 * at its first use and always in the same way, so that no unit's value depends on which others were done before.
 */
export class Bench {
  readonly #checkpoint: Checkpoint;
  readonly #pool: EnginePool;
  readonly #data: AuditData;
  readonly #options: AuditOptions;
  readonly #methods: readonly Method[];
  readonly #signal: AbortSignal | undefined;
  readonly #interventions = new Map<string, Promise<Intervention | undefined>>();
  #activations: Promise<FitActivations> | undefined;
  #isDegenerate: Promise<(completion: string) => boolean> | undefined;
  #answered: Promise<readonly boolean[]> | undefined;
  #heldOut: Promise<readonly ClassActivations[]> | undefined;
  #plain: Promise<readonly Float32Array[]> | undefined;
  readonly #openJudge: (judge: string) => PreparedJudge;
  /** Of the forbidden test prompts, by arm: for judges that come after the model is freed. Never written down. */
  readonly #completions = new Map<string, readonly Completion[]>();
  readonly #guesses = new Map<'selection' | 'test', Promise<GuessesBySet>>();

  constructor(parts: {
    readonly checkpoint: Checkpoint;
    readonly pool: EnginePool;
    readonly data: AuditData;
    readonly options: AuditOptions;
    /** Needed for arms of methods that are not built in. */
    readonly methods?: readonly Method[];
    /** Needed for judges that are no rules. */
    readonly openJudge?: (judge: string) => PreparedJudge;
    readonly signal?: AbortSignal;
  }) {
    this.#checkpoint = parts.checkpoint;
    this.#pool = parts.pool;
    this.#data = parts.data;
    this.#options = parts.options;
    this.#methods = parts.methods ?? [];
    this.#signal = parts.signal;
    this.#openJudge =
      parts.openJudge ??
      ((judge) => {
        throw new InvalidInputError(`judge ${judge}`, 'cannot be opened here');
      });
  }

  get pool(): EnginePool {
    return this.#pool;
  }

  /** Makes what units of this kind share, with the whole pool; {@link execute} runs inside it. */
  async prepare(kind: UnitKind): Promise<void> {
    await this.#fitActivations();
    await this.#degenerateRule();
    if (kind === 'direction') await this.#plainLogits();
    if (kind === 'diagnostics') await this.#heldOutActivations();
    if (kind === 'selection') await this.#guessesOf('selection');
    if (kind === 'test') await this.#guessesOf('test');
  }

  /** Does one unit. Throws what its work throws, naming it; an arm under which the model overflows is a value. */
  async execute<Kind extends UnitKind>(engine: Engine, unit: UnitOf<Kind>): Promise<UnitValues[Kind]> {
    try {
      return (await this.#value(engine, unit)) as UnitValues[Kind];
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      throw new LabError(`${unitName(unit)}: ${error.message}`, { exitCode: error.exitCode, cause: error });
    }
  }

  /**
   * Verdicts of judges that are no rules: what has been completed in this process is judged as it is, the rest is completed
   * again. `judged`: all arms that are judged in this audit, whose maps are fitted while that can be done. A judge may be as large as the model, so the model is freed first: nothing but verdicts can be done afterwards.
   */
  async judge(
    units: readonly UnitOf<'verdict'>[],
    judged: readonly ArmSpec[],
    onDone: (unit: UnitOf<'verdict'>, value: UnitValues['verdict']) => void,
  ): Promise<void> {
    await this.prepare('test');
    const set = this.#data.test.forbidden;
    const arms = new Map(units.map(({ arm }) => [arm.id, arm]));
    await this.#pool.map([...arms.values()], async (engine, arm) => {
      const intervention = await this.interventionOf(arm, engine);
      if (this.#completions.has(arm.id)) return;
      const [context, guesses] = [await this.#context(), await this.#guessesOf('test')];
      const completed = await completeSets(engine, context, guesses, [set], intervention);
      this.#completions.set(arm.id, completed.get(set)!.completions);
    });
    for (const arm of judged) await this.interventionOf(arm);
    await this.#pool.dispose();
    await judgeArms(
      units,
      this.#openJudge,
      ({ arm }) => this.#completions.get(arm.id)!,
      set,
      onDone,
      this.#signal,
    );
  }

  /** The fitted intervention of an arm; undefined of the unattacked model. */
  interventionOf(arm: ArmSpec, engine: Engine = this.#pool.first): Promise<Intervention | undefined> {
    const known = this.#interventions.get(arm.id);
    if (known) return known;
    const fitted = this.#fitActivations().then((fit) =>
      fitArm(arm, engine, {
        data: this.#data,
        fit,
        modelLayers: this.#checkpoint.config.layers,
        options: this.#options,
        methods: this.#methods,
        ...(this.#signal ? { signal: this.#signal } : {}),
      }),
    );
    this.#interventions.set(arm.id, fitted);
    // What failed, or was interrupted, is tried again by the next who asks.
    fitted.catch(() => this.#interventions.delete(arm.id));
    return fitted;
  }

  async #value(engine: Engine, unit: Unit): Promise<UnitValues[UnitKind]> {
    switch (unit.kind) {
      case 'direction':
        return measureDirection(engine, unit, {
          context: await this.#context(),
          fit: await this.#fitActivations(),
          plain: await this.#plainLogits(),
        });
      case 'scatter': {
        const fit = await this.#fitActivations();
        return scatterOf(fit.residPost, { ...unit.arm, intervention: await this.interventionOf(unit.arm) });
      }
      case 'diagnostics': {
        const fit = await this.#fitActivations();
        const heldOut = await this.#heldOutActivations();
        const { forbidden, harmless, pca } = fit.residPost[unit.layer];
        return siteDiagnostics({
          fitSource: forbidden,
          fitTarget: harmless,
          heldOutSource: heldOut[unit.layer].forbidden,
          heldOutTarget: heldOut[unit.layer].harmless,
          rank: pca.rankWithin(unit.rank),
          pca,
          seed: this.#options.seed,
          groups: {
            fit: groupsOf(this.#data.fit),
            heldOut: groupsOf(this.#data.selection),
          },
        });
      }
      case 'choices':
        return this.#choices(engine, unit.arm);
      case 'verdict':
        throw new InvalidInputError(unitName(unit), 'is judged with others, after the model is freed');
      default:
        return this.#measure(engine, unit);
    }
  }

  async #choices(engine: Engine, arm: ArmSpec): Promise<UnitValues['choices']> {
    const intervention = await this.interventionOf(arm, engine);
    try {
      const { questions } = await choiceAccuracy(engine, this.#data.questions, {
        ...(intervention ? { intervention } : {}),
        ...(this.#signal ? { signal: this.#signal } : {}),
      });
      const marks = (of: 'chosen' | 'chosenPerByte'): string =>
        questions.map((question) => (question[of] === question.answer ? '1' : '0')).join('');
      return { correct: marks('chosen'), correctPerByte: marks('chosenPerByte') };
    } catch (error) {
      return this.#overflow(error, intervention);
    }
  }

  /** An error of a worker comes back as data, so its class is known by its name. */
  async #overflow(error: unknown, intervention: Intervention | undefined): Promise<Overflow> {
    if (!(error instanceof LabError && error.name === OverflowError.name)) throw error;
    return { overflow: true, map: describeMap(intervention, await this.#fitActivations()) };
  }

  async #measure(
    engine: Engine,
    unit: UnitOf<'selection' | 'test'>,
  ): Promise<UnitValues['selection' | 'test']> {
    const guesses = await this.#guessesOf(opensTest(unit) ? 'test' : 'selection');
    let intervention: Intervention | undefined;
    try {
      intervention = await this.interventionOf(unit.arm, engine);
      return unit.kind === 'selection'
        ? await measureSelection(
            engine,
            await this.#context(),
            guesses,
            intervention,
            await this.#answeredPrompts(),
          )
        : await measureTest(
            engine,
            await this.#context(),
            guesses,
            { intervention, map: describeMap(intervention, await this.#fitActivations()) },
            unit.arm.extent,
            (completions) => this.#keep(unit.arm, completions),
          );
    } catch (error) {
      return this.#overflow(error, intervention);
    }
  }

  #keep(arm: ArmSpec, completions: readonly Completion[]): void {
    if (this.#options.judges.length > 0) this.#completions.set(arm.id, completions);
  }

  async #context(): Promise<MeasureContext> {
    return { ...this.#base, isDegenerate: await this.#degenerateRule() };
  }

  /** What is needed to complete prompts, not to judge the completions. */
  get #base(): Omit<MeasureContext, 'isDegenerate'> {
    return {
      checkpoint: this.#checkpoint,
      data: this.#data,
      maxNewTokens: this.#options.maxNewTokens,
      stopSettled: this.#options.stopSettled === true,
      ...(this.#signal ? { signal: this.#signal } : {}),
    };
  }

  #fitActivations(): Promise<FitActivations> {
    this.#activations ??= captureFit(this.#pool.first, this.#data, this.#options.actPooling, this.#signal);
    return this.#activations;
  }

  /** The organism's own rule; for other texts one that flags at most 1% of the unattacked model's harmless selection completions. */
  #degenerateRule(): Promise<(completion: string) => boolean> {
    this.#isDegenerate ??=
      this.#data.judge === 'exact'
        ? Promise.resolve(isDegenerate)
        : this.#unattackedHarmless().then((generations) => {
            const rule = calibrateDegenerate(completionTexts(this.#checkpoint, generations));
            return (completion: string) => isDegenerateText(completion, rule);
          });
    return this.#isDegenerate;
  }

  /** Which harmless selection prompts the unattacked model answers. */
  #answeredPrompts(): Promise<readonly boolean[]> {
    this.#answered ??= this.#unattackedHarmless().then(async (generations) => {
      const texts = completionTexts(this.#checkpoint, generations);
      const { harmless } = this.#data.selection;
      return answeredPrompts(observeSet(texts, harmless, generations, await this.#degenerateRule()));
    });
    return this.#answered;
  }

  /** The unattacked completions of the harmless selection prompts. */
  async #unattackedHarmless(): Promise<readonly Generation[]> {
    const guesses = await this.#guessesOf('selection');
    const drafts = guesses.get(this.#data.selection.harmless)!.drafts!;
    return drafts.map((tokens) => ({ tokens, finish: 'stop' }));
  }

  /** resid_post of each layer, last prompt token of the selection prompts, which nothing is fitted on. */
  #heldOutActivations(): Promise<readonly ClassActivations[]> {
    this.#heldOut ??= captureHeldOut(this.#pool.first, this.#data, this.#signal);
    return this.#heldOut;
  }

  /** Unattacked next-token logits of the harmless selection prompts. */
  #plainLogits(): Promise<readonly Float32Array[]> {
    this.#plain ??= this.#pool.first.nextToken({
      sequences: this.#data.selection.harmless.sequences,
      ...(this.#signal ? { signal: this.#signal } : {}),
    });
    return this.#plain;
  }

  #guessesOf(split: 'selection' | 'test'): Promise<GuessesBySet> {
    const known = this.#guesses.get(split);
    if (known) return known;
    const scouts = scoutArms(this.#checkpoint.config.layers, this.#options);
    const guesses = Promise.all(scouts.map((arm) => this.interventionOf(arm))).then((interventions) =>
      guessCompletions(
        this.#pool,
        this.#base,
        split,
        interventions.map((scout) => scout!),
      ),
    );
    this.#guesses.set(split, guesses);
    return guesses;
  }
}
