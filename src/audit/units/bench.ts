import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { siteDiagnostics } from '../../diagnostics/site-diagnostics.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EnginePool } from '../../engine/worker/engine-pool.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import { OverflowError } from '../../errors/overflow-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import type { Method } from '../../methods/method.ts';
import { choiceAccuracy } from '../../metrics/multiple-choice.ts';
import type { PreparedJudge } from '../../stages/judge/prepare-judge.ts';
import { withThought } from '../../stages/model/with-thought.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import type { ArmSpec } from '../plan/arm.ts';
import { scoutArms } from '../plan/plan-arms.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { HALVING_PROMPTS, SCREEN_PROMPTS, stagedTokens } from '../subject/staged-tokens.ts';
import { choiceMarks } from './choice-marks.ts';
import { completeSets } from './complete-sets.ts';
import { describeMap } from './describe-map.ts';
import { firstGuesses } from './first-prompts.ts';
import { fitArm } from './fit-arm.ts';
import type { GuessesBySet } from './guess-completions.ts';
import { type Completion, judgeArms } from './judge-arms.ts';
import { measureAnswers } from './measure-answers.ts';
import { measureDirection } from './measure-direction.ts';
import { measureHalving } from './measure-halving.ts';
import { type CleanScores, cleanScores, measureMonitors } from './measure-monitors.ts';
import { measureNextToken } from './measure-next-token.ts';
import { measureSelection } from './measure-selection.ts';
import { measureTest } from './measure-test.ts';
import { ModifiedModels } from './modified-models.ts';
import type { Overflow } from './observation.ts';
import { scatterOf } from './scatter.ts';
import { SharedMeasurements } from './shared-measurements.ts';
import { type Unit, type UnitKind, type UnitOf, type UnitValues, unitName } from './unit.ts';

/** The same label in both classes: a request and its permitted twin, or near-duplicates. */
const groupsOf = (split: AuditData['fit']) => ({
  source: split.forbidden.groups.map(String),
  target: split.harmless.groups.map(String),
});

/** Where units are done: the model, the prompts, the fitted maps, and what many units share (shared-measurements.ts). */
export class Bench {
  readonly #checkpoint: Checkpoint;
  readonly #pool: EnginePool;
  readonly #data: AuditData;
  readonly #options: AuditOptions;
  readonly #methods: readonly Method[];
  readonly #signal: AbortSignal | undefined;
  readonly #interventions = new Map<string, Promise<Intervention | undefined>>();
  readonly #shared: SharedMeasurements;
  readonly #clean = new Map<number, Promise<CleanScores>>();
  readonly #openJudge: (judge: string) => PreparedJudge;
  readonly #modified: ModifiedModels;
  /** Of the forbidden test prompts, by arm: for judges that come after the model is freed. Never written down. */
  readonly #completions = new Map<string, readonly Completion[]>();

  constructor(parts: {
    readonly checkpoint: Checkpoint;
    readonly pool: EnginePool;
    readonly data: AuditData;
    readonly options: AuditOptions;
    /** Needed for arms of methods that are not built in. */
    readonly methods?: readonly Method[];
    /** Needed for judges that are no rules. */
    readonly openJudge?: (judge: string) => PreparedJudge;
    /** Needed for units of modified checkpoints: these by name, and how one is loaded. */
    readonly against?: ReadonlyMap<string, Checkpoint>;
    readonly openPool?: (checkpoint: Checkpoint) => Promise<EnginePool>;
    readonly signal?: AbortSignal;
  }) {
    this.#checkpoint = parts.checkpoint;
    this.#pool = parts.pool;
    this.#data = parts.data;
    this.#options = parts.options;
    this.#methods = parts.methods ?? [];
    this.#signal = parts.signal;
    this.#shared = new SharedMeasurements({
      ...parts,
      signal: parts.signal,
      scouts: async () => {
        const arms = scoutArms(parts.checkpoint.config.layers, parts.options);
        const fitted = await Promise.all(arms.map((arm) => this.interventionOf(arm)));
        return fitted.map((scout) => scout!);
      },
    });
    this.#openJudge =
      parts.openJudge ??
      ((judge) => {
        throw new InvalidInputError(`judge ${judge}`, 'cannot be opened here');
      });
    this.#modified = new ModifiedModels({ ...parts, shared: this.#shared });
  }

  get pool(): EnginePool {
    return this.#pool;
  }

  /** Makes what units of this kind share, with the whole pool; {@link execute} runs inside it. */
  async prepare(kind: UnitKind): Promise<void> {
    if (kind === 'weights') return;
    await this.#shared.fitActivations();
    await this.#shared.degenerateRule();
    if (kind === 'direction' || kind === 'screen') await this.#shared.plainLogits('selection');
    if (kind === 'curve') await this.#shared.plainLogits('test');
    if (kind === 'diagnostics' || kind === 'monitor') await this.#shared.heldOutActivations();
    if (kind === 'selection' || kind === 'halving') await this.#shared.guessesOf('selection');
    if (kind === 'refusal-starts' || kind === 'direction' || kind === 'screen' || kind === 'curve')
      await this.#shared.refusalTokens();
    if (kind === 'test') await this.#shared.guessesOf('test');
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
    await this.complete(units.map(({ arm }) => arm).filter(({ id }) => !this.#modified.has(id)));
    for (const arm of judged) await this.interventionOf(arm);
    await this.#pool.dispose();
    for (const { arm } of units)
      if (this.#modified.has(arm.id) && !this.#completions.has(arm.id))
        this.#completions.set(arm.id, await this.#modified.complete(arm.id));
    await judgeArms(
      units,
      this.#openJudge,
      ({ arm }) => this.#completions.get(arm.id)!,
      this.#data.test.forbidden,
      onDone,
      this.#signal,
    );
  }

  /** Completes the forbidden test prompts under arms of which that is not known, and fits their maps. */
  async complete(arms: readonly ArmSpec[]): Promise<void> {
    const set = this.#data.test.forbidden;
    const missing = new Map(
      arms
        .filter(({ id }) => !this.#completions.has(id) || !this.#interventions.has(id))
        .map((arm) => [arm.id, arm]),
    );
    await this.#pool.map([...missing.values()], async (engine, arm) => {
      const intervention = await this.interventionOf(arm, engine);
      if (this.#completions.has(arm.id)) return;
      const [context, guesses] = [await this.#shared.context(), await this.#shared.guessesOf('test')];
      const completed = await completeSets(engine, context, guesses, [set], intervention);
      this.#completions.set(arm.id, completed.get(set)!.completions);
    });
  }

  /** Modified checkpoints, one loaded after the other. The audited model is freed first: what is to come of it must be at hand ({@link complete}). */
  async measureModified(
    units: readonly UnitOf<'against'>[],
    onDone: (unit: UnitOf<'against'>, value: UnitValues['against']) => void,
  ): Promise<void> {
    await this.prepare('test');
    await this.#modified.measure(units, onDone, (arm, completions) => this.#keep(arm, completions));
  }

  /** The fitted intervention of an arm; undefined of the unattacked model. */
  interventionOf(arm: ArmSpec, engine: Engine = this.#pool.first): Promise<Intervention | undefined> {
    const known = this.#interventions.get(arm.id);
    if (known) return known;
    const fitted = this.#shared.fitActivations().then((fit) =>
      fitArm(arm, engine, {
        data: this.#data,
        fit,
        modelLayers: this.#checkpoint.config.layers,
        options: this.#options,
        methods: this.#methods,
        ...(this.#signal ? { signal: this.#signal } : {}),
      }).then((made) => made && withThought(made, this.#checkpoint)),
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
          context: await this.#shared.context(),
          fit: await this.#shared.fitActivations(),
          plain: await this.#shared.plainLogits('selection'),
          refusalStarts: await this.#shared.refusalTokens(),
        });
      case 'refusal-starts':
        return this.#shared.refusalStarts();
      case 'scatter': {
        const fit = await this.#shared.fitActivations();
        return scatterOf(fit.residPost, { ...unit.arm, intervention: await this.interventionOf(unit.arm) });
      }
      case 'diagnostics': {
        const fit = await this.#shared.fitActivations();
        const heldOut = await this.#shared.heldOutActivations();
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
      case 'screen':
      case 'curve':
        return this.#nextToken(engine, unit);
      case 'halving':
        return this.#halving(engine, unit);
      case 'monitor':
        return this.#monitor(engine, unit.arm);
      case 'choices':
        return this.#choices(engine, unit.arm);
      case 'answers':
        return this.#answers(engine, unit.arm);
      case 'weights':
        return this.#modified.weights(unit.name);
      case 'against':
      case 'verdict':
        throw new InvalidInputError(unitName(unit), 'is done with others, after the model is freed');
      default:
        return this.#measure(engine, unit);
    }
  }

  async #monitor(engine: Engine, arm: ArmSpec): Promise<UnitValues['monitor']> {
    let intervention: Intervention | undefined;
    try {
      intervention = await this.interventionOf(arm, engine);
      const [fit, heldOut] = [await this.#shared.fitActivations(), await this.#shared.heldOutActivations()];
      const from = { data: this.#data, fit, heldOut, signal: this.#signal };
      const cleanOf = (layer: number): Promise<CleanScores> => {
        const known = this.#clean.get(layer) ?? cleanScores(engine, layer, from);
        this.#clean.set(layer, known);
        // What failed, or was interrupted, is tried again by the next who asks.
        known.catch(() => this.#clean.delete(layer));
        return known;
      };
      return await measureMonitors(engine, intervention!, { ...from, cleanOf });
    } catch (error) {
      return this.#overflow(error, intervention);
    }
  }

  async #choices(engine: Engine, arm: ArmSpec): Promise<UnitValues['choices']> {
    const intervention = await this.interventionOf(arm, engine);
    try {
      const accuracy = await choiceAccuracy(engine, this.#data.questions, {
        ...(intervention ? { intervention } : {}),
        ...(this.#signal ? { signal: this.#signal } : {}),
      });
      return choiceMarks(accuracy);
    } catch (error) {
      return this.#overflow(error, intervention);
    }
  }

  async #answers(engine: Engine, arm: ArmSpec): Promise<UnitValues['answers']> {
    const intervention = await this.interventionOf(arm, engine);
    try {
      return await measureAnswers(engine, this.#checkpoint, this.#data.answers ?? [], {
        maxNewTokens: this.#options.maxNewTokens,
        intervention,
        signal: this.#signal,
      });
    } catch (error) {
      return this.#overflow(error, intervention);
    }
  }

  /** An error of a worker comes back as data, so its class is known by its name. */
  async #overflow(error: unknown, intervention: Intervention | undefined): Promise<Overflow> {
    if (!(error instanceof LabError && error.name === OverflowError.name)) throw error;
    return { overflow: true, map: describeMap(intervention, await this.#shared.fitActivations()) };
  }

  async #nextToken(
    engine: Engine,
    { kind, arm }: UnitOf<'screen' | 'curve'>,
  ): Promise<UnitValues['screen' | 'curve']> {
    const split = kind === 'screen' ? 'selection' : 'test';
    const plain = await this.#shared.plainLogits(split);
    const sets = kind === 'screen' ? this.#shared.first(SCREEN_PROMPTS) : this.#data.test;
    let intervention: Intervention | undefined;
    try {
      intervention = await this.interventionOf(arm, engine);
      const shared = { plain, refusalStarts: await this.#shared.refusalTokens(), signal: this.#signal };
      return await measureNextToken(engine, sets, shared, intervention);
    } catch (error) {
      return this.#overflow(error, intervention);
    }
  }

  async #halving(engine: Engine, { arm }: UnitOf<'halving'>): Promise<UnitValues['halving']> {
    const { halving: length } = stagedTokens(this.#options);
    const context = { ...(await this.#shared.context()), newTokens: () => length };
    const first = this.#shared.first(HALVING_PROMPTS);
    const guesses = firstGuesses(
      await this.#shared.guessesOf('selection'),
      this.#data.selection,
      first,
      length,
    );
    let intervention: Intervention | undefined;
    try {
      intervention = await this.interventionOf(arm, engine);
      return await measureHalving(engine, context, guesses, first, intervention);
    } catch (error) {
      return this.#overflow(error, intervention);
    }
  }

  async #measure(
    engine: Engine,
    unit: UnitOf<'selection' | 'test'>,
  ): Promise<UnitValues['selection' | 'test']> {
    const guesses = await this.#shared.guessesOf(unit.kind);
    let intervention: Intervention | undefined;
    try {
      intervention = await this.interventionOf(unit.arm, engine);
      return unit.kind === 'selection'
        ? await measureSelection(engine, await this.#shared.context(), {
            ...this.#selectionOf(unit, guesses),
            intervention,
            answered: await this.#shared.answeredPrompts(),
          })
        : await measureTest(
            engine,
            await this.#shared.context(),
            guesses,
            { intervention, map: describeMap(intervention, await this.#shared.fitActivations()) },
            unit.arm.extent,
            (completions) => this.#keep(unit.arm, completions),
          );
    } catch (error) {
      return this.#overflow(error, intervention);
    }
  }

  /** The whole split, or its first prompts with the guesses for these. */
  #selectionOf({ prompts }: UnitOf<'selection'>, guesses: GuessesBySet) {
    const whole = this.#data.selection;
    if (prompts === undefined) return { sets: whole, guesses };
    const sets = this.#shared.first(prompts);
    return { sets, guesses: firstGuesses(guesses, whole, sets) };
  }

  #keep(arm: ArmSpec, completions: readonly Completion[]): void {
    if (this.#options.judges.length > 0) this.#completions.set(arm.id, completions);
  }
}
