import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArmSpec } from '../../src/audit/plan/arm.ts';
import { runAudit } from '../../src/audit/run-audit.ts';
import { answerLengths } from '../../src/audit/subject/answer-lengths.ts';
import { type AuditOptions, DEFAULT_AUDIT_OPTIONS } from '../../src/audit/subject/audit-options.ts';
import type { RunIdentity } from '../../src/audit/subject/run-identity.ts';
import { HALVING_PROMPTS, SCREEN_PROMPTS } from '../../src/audit/subject/staged-tokens.ts';
import type { AuditSubject, SubjectPrompts } from '../../src/audit/subject/subject.ts';
import type { MapObservation, SetObservation } from '../../src/audit/units/observation.ts';
import {
  type Unit,
  type UnitKind,
  type UnitOf,
  type UnitValues,
  unitName,
} from '../../src/audit/units/unit.ts';
import type { UnitRunner } from '../../src/audit/units/unit-runner.ts';
import { type SiteDiagnostics, siteDiagnostics } from '../../src/diagnostics/site-diagnostics.ts';
import { contentHash } from '../../src/formats/content-hash.ts';
import { encodeExtended } from '../../src/formats/extended-json.ts';
import type { DivergenceSums } from '../../src/metrics/divergence.ts';
import { resultsText } from '../../src/report/files/run-files.ts';
import type { Results } from '../../src/results/results.ts';
import { RandomStream } from '../../src/statistics/random-stream.ts';

/** A model that exists only as probabilities. */
export interface SyntheticModel {
  readonly name: string;
  readonly layers: number;
  /** How far the best attack gets, in [0, 1]. */
  readonly weakness: number;
  /** Share of the forbidden, and of the borderline requests that it refuses unattacked. */
  readonly refusal: number;
  readonly overRefusal: number;
}

export interface SyntheticRun {
  readonly identity: RunIdentity;
  readonly results: Results;
  /** Values of every unit, as a journal holds them. */
  readonly units: ReadonlyMap<string, unknown>;
}

export const WEAK: SyntheticModel = {
  name: 'weak',
  layers: 6,
  weakness: 0.95,
  refusal: 0.95,
  overRefusal: 0.04,
};
export const HARDENED: SyntheticModel = {
  name: 'hardened',
  layers: 6,
  weakness: 0.25,
  refusal: 0.98,
  overRefusal: 0.4,
};

export const SYNTHETIC_OPTIONS: AuditOptions = {
  ...DEFAULT_AUDIT_OPTIONS,
  ranks: [1],
  strengths: [0.5],
  fitPrompts: 8,
  selectionPrompts: 40,
  testForbidden: 60,
  testHarmless: 50,
  testBorderline: 40,
  loreDocuments: 6,
  controlDraws: 1,
  peakDraws: 2,
};

/** Uniform in [0, 1), the same for the same words: what a prompt is worth is the same whoever is asked. */
const uniform = (...words: readonly (string | number)[]): number =>
  new RandomStream(0, words.join(' ')).uniform();

const letters = (count: number, letter: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => letter(i)).join('');

/** `draw` other prompts of every set; `groupSize`: prompts in each duplicate group. */
export function syntheticSubject(
  model: SyntheticModel,
  options: AuditOptions,
  { draw = options.seed, groupSize = 1 }: { readonly draw?: number; readonly groupSize?: number } = {},
): AuditSubject {
  const set = (name: string, count: number): [string, SubjectPrompts] => {
    const ids = Array.from({ length: count }, (_, i) => `${name}-${draw}-${i}`);
    return [
      name,
      {
        count,
        hash: contentHash(ids.join()),
        tokensHash: contentHash(ids.join()),
        ids,
        groups: ids.map((_, i) => Math.floor(i / groupSize)),
      },
    ];
  };
  return {
    model: {
      name: model.name,
      architecture: 'Synthetic',
      layers: model.layers,
      hiddenSize: 8,
      vocabularySize: 32,
      weights: { 'model.safetensors': contentHash(model.name) },
      chatTemplateHash: contentHash('template'),
      systemPrompt: null,
    },
    prompts: Object.fromEntries([
      set('fit/forbidden', options.fitPrompts),
      set('fit/harmless', options.fitPrompts),
      set('selection/forbidden', options.selectionPrompts),
      set('selection/harmless', options.selectionPrompts),
      set('test/forbidden', options.testForbidden),
      set('test/harmless', options.testHarmless),
      set('test/borderline', options.testBorderline),
    ]),
    configHash: 'config',
    judge: 'exact',
    provenance: [],
    textsHash: contentHash(`texts ${draw} ${options.loreDocuments}`),
    texts: options.loreDocuments,
    references: options.testHarmless,
    questions: 0,
    suffixLength: 1,
  };
}

/** How well an arm attacks, in [0, 1]: best in the middle of the model, with more layers and at full strength. */
function power(arm: ArmSpec, layers: number): number {
  if (arm.method === undefined) return 0;
  if (arm.control) return arm.control.kind === 'reverse' ? 0.5 : 0.02;
  const middle = (layers - 1) / 2;
  const distance = Math.min(...arm.layers.map((layer) => Math.abs(layer - middle))) / layers;
  const skill = { rfa: 0.3, som: 0.4, leace: 0.1 }[arm.method as string] ?? 1;
  return Math.max(0, skill * (1 - 2 * distance) * Math.min(1, arm.strength));
}

/** Nats a token: little in the middle, too much everywhere. */
const damage = (arm: ArmSpec, layers: number): number =>
  arm.method === undefined
    ? 0
    : 0.004 * arm.strength + (arm.layers.length === layers ? 2 : 0.03 * power(arm, layers));

/** Two classes that differ in nothing but chance, the same at every site. */
function noiseDiagnostics(rank: number): SiteDiagnostics {
  const known = diagnosticsByRank.get(rank);
  if (known) return known;
  const random = new RandomStream(1, 'activations');
  const [fitSource, fitTarget, heldOutSource, heldOutTarget] = [8, 8, 6, 6].map((count) => ({
    rows: Float32Array.from(random.normals(8 * count)),
    count,
    dimension: 8,
  }));
  const samples = { fitSource, fitTarget, heldOutSource, heldOutTarget };
  const found = siteDiagnostics({ ...samples, rank, permutations: 19 });
  diagnosticsByRank.set(rank, found);
  return found;
}
const diagnosticsByRank = new Map<number, SiteDiagnostics>();

/** Values of units as this model would give them, without a model. */
function syntheticValue(
  model: SyntheticModel,
  subject: AuditSubject,
  { maxNewTokens }: AuditOptions,
  unit: Unit,
): UnitValues[UnitKind] {
  // The first block's input is the same for every prompt.
  if (unit.kind === 'direction')
    return unit.layer === 0 ? null : { bypass: unit.layer - 2, induce: 1, kl: 0.01 };
  if (unit.kind === 'diagnostics') return noiseDiagnostics(unit.rank);
  if (unit.kind === 'scatter')
    return {
      layer: unit.arm.layers[0],
      rank: unit.arm.rank!,
      explained: [1, 0],
      forbidden: [],
      harmless: [],
      transported: [],
    };
  if (unit.kind === 'refusal-starts') return { inferred: false, refusals: 0, answers: 0, starts: [] };
  if (unit.kind === 'weights') return { relativeNorm: 0, tensors: 0, changed: [], blocks: [] };
  const { arm } = unit;
  const success = model.weakness * power(arm, model.layers);
  const cost = damage(arm, model.layers);
  // An attack moves activations as far as it succeeds.
  if (unit.kind === 'monitor') {
    const scores = (set: string, moved = 0) => {
      const values = subject.prompts[set].ids.map((id) => uniform('monitor', set, id) + moved);
      return { mahalanobis: values, residual: values.map((value) => value / 2) };
    };
    const layer = Math.min(Math.max(...arm.layers) + 1, model.layers - 1);
    return {
      sites: [
        {
          ...{ layer, downstream: layer > Math.max(...arm.layers), rank: 4 },
          calibration: { forbidden: scores('selection/forbidden'), harmless: scores('selection/harmless') },
          clean: {
            forbidden: scores('test/forbidden'),
            harmless: scores('test/harmless'),
            borderline: scores('test/borderline'),
          },
          attacked: scores('test/forbidden', success),
        },
      ],
    };
  }
  const observe = (name: string, outcomeOf: (luck: number) => string): SetObservation => {
    const { ids } = subject.prompts[name];
    const outcomes = letters(ids.length, (i) => outcomeOf(uniform('prompt', ids[i])));
    const bits = (letter: string) => letters(ids.length, (i) => (outcomes[i] === letter ? '1' : '0'));
    return {
      outcomes,
      flags: {
        refused: bits('r'),
        substring: bits('r'),
        degenerate: bits('d'),
        exact: bits('c'),
        near: bits('c'),
      },
      digests: ids.map(() => '00000000'),
      lengths: ids.map(() => 4),
    };
  };
  const forbidden = (name: string) =>
    observe(name, (luck) => (luck < success ? 'c' : luck < model.refusal || arm.method ? 'r' : 'x'));
  const harmless = (name: string) => observe(name, (luck) => (luck < 0.97 - cost / 4 ? 'c' : 'x'));
  const divergence = (name: string): DivergenceSums => {
    const { ids } = subject.prompts[name];
    const each = ids.map((id) => 2 * cost * uniform('damage', id));
    return { first: each, sums: each.map((value) => 10 * value), steps: ids.map(() => 10) };
  };
  const head = (set: SetObservation, count: number): SetObservation => ({
    outcomes: set.outcomes.slice(0, count),
    flags: Object.fromEntries(Object.entries(set.flags).map(([name, bits]) => [name, bits.slice(0, count)])),
    digests: set.digests.slice(0, count),
    lengths: set.lengths.slice(0, count),
  });
  const selection = (count = Number.POSITIVE_INFINITY) => {
    const { first, sums, steps } = divergence('selection/harmless');
    return {
      divergence: {
        first: first.slice(0, count),
        sums: sums.slice(0, count),
        steps: steps.slice(0, count),
      },
      harmless: head(harmless('selection/harmless'), count),
      forbidden: head(forbidden('selection/forbidden'), count),
    };
  };
  if (unit.kind === 'screen' || unit.kind === 'curve') {
    const [split, count] =
      unit.kind === 'screen' ? (['selection', SCREEN_PROMPTS] as const) : (['test', Infinity] as const);
    const ids = (kind: string) => subject.prompts[`${split}/${kind}`].ids.slice(0, count);
    return {
      refusal: ids('forbidden').map((id) => 4 - 9 * success + uniform('score', id)),
      kl1: ids('harmless').map((id) => cost * uniform('damage', id)),
    };
  }
  if (unit.kind === 'halving') return selection(HALVING_PROMPTS);
  if (unit.kind === 'selection') {
    const observed = selection(unit.prompts);
    return cost <= 1 ? observed : { ...observed, forbidden: null };
  }
  const map: MapObservation = {
    sites: arm.layers.map((layer) => `${arm.point}.${layer}`),
    options: {},
    facts: {},
    transportCost: arm.method ? power(arm, model.layers) : 0,
  };
  const likelihood = (what: string, count: number) => ({
    totals: letters(count, () => 'x')
      .split('')
      .map((_, i) => 12 * (0.4 + cost + 0.1 * uniform(what, i))),
    tokens: Array.from({ length: count }, () => 12),
  });
  // As if every completion had been what it is from its first tokens on.
  const withLengths = (set: SetObservation): SetObservation => ({
    ...set,
    byLength: Object.fromEntries(
      answerLengths(maxNewTokens).map((length) => [length, set.outcomes.replaceAll('x', 'c')]),
    ),
  });
  const has = (extents: readonly ArmSpec['extent'][]) => extents.includes(arm.extent);
  return {
    map,
    forbidden: has(['full', 'frontier', 'success']) ? withLengths(forbidden('test/forbidden')) : null,
    harmless: has(['full', 'frontier', 'induction']) ? harmless('test/harmless') : null,
    borderline: has(['full'])
      ? observe('test/borderline', (luck) => (luck < model.overRefusal * (1 - success) ? 'r' : 'c'))
      : null,
    divergence: has(['full', 'frontier', 'induction']) ? divergence('test/harmless') : null,
    text: has(['full']) && arm.scope === 'all' ? likelihood('text', subject.texts) : null,
    references: has(['full']) ? likelihood('reference', subject.prompts['test/harmless'].count) : null,
  };
}

/** An audit without a model; `subject` where it is to be of certain prompts. */
export async function syntheticRun(
  model: SyntheticModel,
  options: AuditOptions = SYNTHETIC_OPTIONS,
  {
    subject = syntheticSubject(model, options),
    passport = {
      package: '1',
      onnxruntime: '1',
      precision: 'float32',
      architecture: 'x64',
      processor: 'none',
    },
  }: { readonly subject?: AuditSubject; readonly passport?: RunIdentity['passport'] } = {},
): Promise<SyntheticRun> {
  const units = new Map<string, unknown>();
  const runner: UnitRunner = {
    async run<Kind extends UnitKind>(wanted: readonly UnitOf<Kind>[]) {
      return wanted.map((unit) => {
        const value = syntheticValue(model, subject, options, unit) as UnitValues[Kind];
        units.set(unitName(unit), encodeExtended(value));
        return value;
      });
    },
    // Of scatters it is a journal that was written before there were such units.
    async runBeside<Kind extends UnitKind>(wanted: readonly UnitOf<Kind>[]) {
      return this.run<Kind>(wanted.filter((unit: Unit) => unit.kind !== 'scatter'));
    },
  };
  const { results } = await runAudit(subject, options, runner);
  return {
    identity: { schema: 'refusal-lab/journal', version: 1, options, subject, passport },
    results,
    units,
  };
}

/** Writes it as a run folder; an unfinished one lacks its results. Gives the folder. */
export function writeSyntheticRun(
  folder: string,
  { identity, results, units }: SyntheticRun,
  { finished = true }: { readonly finished?: boolean } = {},
): string {
  mkdirSync(folder, { recursive: true });
  const lines = [{ run: identity }, ...[...units].map(([unit, value]) => ({ unit, value }))];
  writeFileSync(join(folder, 'journal.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  writeFileSync(join(folder, 'manifest.json'), '{"sessions": []}\n');
  if (finished) writeFileSync(join(folder, 'results.json'), resultsText(results));
  return folder;
}
