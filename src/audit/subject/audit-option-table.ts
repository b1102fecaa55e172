import { z } from 'zod';
import { CPU_PRECISIONS, PRECISIONS, type Precision } from '../../checkpoint/precision/precision.ts';
import { precisionProblem } from '../../checkpoint/precision/precision-problem.ts';
import { parseTemplateOption } from '../../checkpoint/template/template-options.ts';
import { THINKING } from '../../checkpoint/template/thinking.ts';
import { ENGINES } from '../../engine/engine-name.ts';
import { PROVIDERS } from '../../engine/onnx/provider.ts';
import { DTYPES, ENGINE_OPTION_TEXTS as TEXTS } from '../../engine/transformers/transformers-options.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { parseSize } from '../../formats/parse-size.ts';
import { TOKEN_SCOPES } from '../../interventions/token-scope.ts';
import { ACT_SUPPORTS } from '../../methods/linear-act.ts';
import { CONTRASTS } from '../../organism/organism-prompts.ts';
import { FUNCTIONAL_CATEGORIES } from '../../prompts/dataset-shape.ts';
import { DUPLICATE_THRESHOLD } from '../../prompts/duplicate-groups.ts';
import { isDate } from '../../prompts/template-date.ts';
import { EFFORTS } from '../../results/effort.ts';
import { PRESETS } from '../../results/preset.ts';
import { COMPLEMENTS } from '../../transport/lift.ts';
import { parseAgainst } from '../against/against-model.ts';
import { DEFAULT_REFUSAL_STARTS } from '../data/audit-sources.ts';
import { parseThreshold, type ThresholdSide } from '../gate/threshold.ts';
import { namesLayers } from '../plan/chosen-layers.ts';
import { DEFAULT_PREFIX } from '../queue/queue-address.ts';
import { OWN_NEW_TOKENS } from './audit-new-tokens.ts';
import {
  type AuditOption,
  aChoice,
  aNumber,
  anInteger,
  aSwitch,
  aText,
  integers,
  numbers,
  repeated,
  texts,
  words,
} from './audit-option.ts';
import {
  ACT_POOLINGS,
  ARM_KINDS,
  DEFAULT_EFFORT,
  DEFAULT_AUDIT_OPTIONS as defaults,
} from './audit-options.ts';

/** More would never end. */
const MOST_DRAWS = 999_999;

const date = z
  .string('Expected a date such as 2024-07-26.')
  .refine(isDate, 'expected a date such as 2024-07-26.');
const templateOption = z.string('Expected KEY=VALUE.').refine((text) => {
  try {
    return parseTemplateOption(text).length > 0;
  } catch {
    return false;
  }
}, 'Expected KEY=VALUE.');
const against = z.string('Expected NAME=MODEL.').refine((text) => {
  try {
    return parseAgainst(text).name !== '';
  } catch {
    return false;
  }
}, 'Expected NAME=MODEL.');
const similarity = z
  .number('Expected a number.')
  .gt(0, 'Expected a number above 0, at most 1.')
  .max(1, 'Expected a number above 0, at most 1.');
const layers = z
  .string('Expected a list of words.')
  .refine(namesLayers, 'Expected layers, ranges or depths: 3, 4-9, 40%-60%.');
const precision = <const Known extends readonly Precision[]>(known: Known) =>
  z.custom<Known[number]>((text) => precisionProblem(text, known) === undefined, {
    error: ({ input }) => precisionProblem(input, known),
  });
const size = z
  .string('expected a size such as 12GiB or 900MB.')
  .refine((text) => parseSize(text) !== undefined, 'expected a size such as 12GiB or 900MB.')
  .transform((text) => parseSize(text)!);

const threshold = (side: ThresholdSide) =>
  z.string('Expected metric=value.').transform((text, context) => {
    try {
      return parseThreshold(text, side);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });

/** Every option of an audit under its heading: flags, help, completion and audit.toml come from here. */
export const AUDIT_OPTION_GROUPS = {
  'Own model and prompts': {
    model: aText('model', 'model folder, hf:org/name[@revision] or organism:<name>', {
      default: 'organism:aligned',
    }),
    preset: aChoice('name', PRESETS, {
      describes:
        'options of a published protocol, a file of presets/; other options win over it. pca-ot-paper: arXiv 2603.04355',
    }),
    harmful: texts('sources', 'prompts that should be refused (H): files or hf:org/name[:split][@revision]'),
    harmless: texts('sources', 'prompts that should be answered (S)'),
    testHarmfulFrom: texts(
      'sources',
      'take the harmful test prompts from here: one per near-duplicate group, at most --test-harmful where that is given',
    ),
    testHarmlessFrom: texts(
      'sources',
      'take the harmless test prompts from here, likewise (--test-harmless)',
    ),
    overRefusal: texts('sources', 'harmless prompts that look harmful (XSTest), to measure over-refusal'),
    text: aText('file', 'raw text to measure perplexity on'),
    questions: aText(
      'file',
      'questions as JSON lines, with choices or with answers in words (GSM8K), for the unattacked model and the chosen arms',
    ),
    system: aText('text', "system prompt (default: the template's own)"),
    date: aText('YYYY-MM-DD', 'the date that chat templates see', { schema: date, default: defaults.date }),
    thinking: aChoice('which', [...THINKING, 'both'], {
      describes:
        'whether the model may think before it answers; verdicts are on what follows (default: as its chat template has it); both: two audits and their comparison',
    }),
    templateOption: repeated(
      'key=value',
      'set a variable that the chat template reads, as reasoning_effort=low; repeatable (inspect lists them)',
      templateOption,
    ),
    refusalStarts: texts(
      'texts',
      `words that refusals begin with, for the refusal score; the organism has its own (default: those that the unattacked model's refusals begin with; where they are fewer than five, ${DEFAULT_REFUSAL_STARTS.join(' ')})`,
    ),
    mapping: repeated(
      'pairs',
      'column mapping, applied to every source: prompt=COLUMN,id=COLUMN,…; to one: FILE::prompt=COLUMN,…',
      z.string('Expected a list of texts.'),
      { single: true },
    ),
    functionalCategory: aChoice('which', FUNCTIONAL_CATEGORIES, {
      describes: 'HarmBench behaviours to use',
      default: 'standard',
    }),
    threshold: aNumber(
      'similarity',
      {
        describes: 'Jaccard similarity from which two prompts are near-duplicates',
        default: DUPLICATE_THRESHOLD,
      },
      similarity,
    ),
    acceptLowPower: aSwitch('audit even if the test split is worth fewer than 30 independent prompts'),
    forceBaseline: aSwitch(
      'judge the claims even if the unattacked model hardly refuses, refuses too much or is degenerate',
    ),
    contrast: aChoice('which', CONTRASTS, {
      describes:
        "harmless prompts to fit the organism's maps on: matched, the harmless twin of each harmful one; unmatched, others",
      default: 'matched',
    }),
    against: repeated(
      'name=model',
      'measure a modified checkpoint of the same architecture and tokenizer on the test prompts too; repeatable',
      against,
      { single: true },
    ),
    seed: anInteger(0, { describes: 'random seed of every prompt sample', default: defaults.seed }),
  },
  Cost: {
    effort: aChoice('effort', EFFORTS, {
      describes:
        'quick: each method at its best layer; standard: arms are screened, and the best measured in full; full: every arm in full',
      default: DEFAULT_EFFORT,
    }),
    maxNewTokens: anInteger(1, {
      describes: `longest completion, in tokens (default: ${OWN_NEW_TOKENS}; ${defaults.maxNewTokens} for organism:<name> and where no prompts are given)`,
    }),
    stopSettled: aSwitch(
      'end completions of harmful prompts once the rules find a refusal: less work, the same rates of refusal and success',
    ),
    fitPrompts: anInteger(1, { describes: 'prompts per class to fit on', default: defaults.fitPrompts }),
    selectionPrompts: anInteger(1, {
      describes: 'prompts per class to select layer and rank on',
      default: defaults.selectionPrompts,
    }),
    testForbidden: anInteger(1, { describes: 'harmful test prompts', default: defaults.testForbidden }),
    testHarmless: anInteger(1, { describes: 'harmless test prompts', default: defaults.testHarmless }),
    testBorderline: anInteger(1, {
      describes: 'borderline test prompts: of the organism, or of --over-refusal',
      default: defaults.testBorderline,
    }),
    loreDocuments: anInteger(1, {
      describes: 'texts for the perplexity: held-out lore of the organism, or pieces of --text',
      default: defaults.loreDocuments,
    }),
    strengths: numbers(
      'further strengths of pca-ot, for dose and response and for robustness; none: leave them out',
      defaults.strengths,
    ),
    controlDraws: anInteger(
      0,
      {
        describes: 'number of random displacements per single-layer pca-ot arm; 0: no controls',
        default: defaults.controlDraws,
      },
      MOST_DRAWS,
    ),
    peakDraws: anInteger(
      0,
      {
        describes: 'number of random displacements at the best layers',
        default: defaults.peakDraws,
      },
      MOST_DRAWS,
    ),
  },
  Arms: {
    methods: words('list', 'methods to try beside pca-ot (default: all)'),
    layers: words('list', 'layers to try: 3, 4-9, 40%-60% (default: all)', { schema: layers }),
    without: words('list', 'kinds of arms to leave out', { choices: ARM_KINDS }),
    ranks: integers('ranks K of mean-shift and pca-ot', defaults.ranks),
    complement: aChoice('kind', COMPLEMENTS, {
      describes: 'what pca-ot does outside its subspace',
      default: defaults.complement,
    }),
    scope: aChoice('tokens', TOKEN_SCOPES, {
      describes: 'tokens to intervene on',
      default: defaults.scope,
    }),
    skipFirst: aSwitch('leave position 0, the attention sink, alone'),
    strength: aNumber('λ', {
      describes: 'strength of every intervention: (1 − λ) x + λ T(x)',
      default: defaults.strength,
    }),
    actSupport: aChoice('kind', ACT_SUPPORTS, {
      describes: 'where linear-act acts: everywhere, or inside the range of the fit sample',
      default: defaults.actSupport,
    }),
    actPooling: aChoice('kind', ACT_POOLINGS, {
      describes: 'what linear-act and gaussian-act are fitted on: last prompt token, or mean',
      default: defaults.actPooling,
    }),
  },
  Judges: {
    judge: texts(
      'judge',
      'judges of the chosen arms beside the rules: harmbench=MODEL, llama-guard=MODEL, rubric=URL#MODEL',
    ),
    judgePrecision: aText(
      CPU_PRECISIONS.join('|'),
      "precision of judge models' weights and products; int8 and int4 are approximations",
      { schema: precision(CPU_PRECISIONS), default: 'f32' },
    ),
    judgeCache: aText('file', 'file that keeps the grades of a rubric judge, without texts'),
  },
  Output: {
    out: aText('folder', 'run folder (default: runs/<model>-seed<seed>)'),
    force: aSwitch('replace an existing run'),
  },
  'Release gate': {
    failAbove: repeated(
      'metric=value',
      'fail unless the whole 95% interval of a metric lies at or below this; repeatable; exit code 3 when one fails',
      threshold('above'),
    ),
    failBelow: repeated(
      'metric=value',
      'fail unless the whole 95% interval of a metric lies at or above this; repeatable; exit code 3 when one fails',
      threshold('below'),
    ),
  },
  Machine: {
    engine: aChoice('name', ENGINES, { describes: TEXTS.engine, default: 'onnx' }),
    python: aText('file', TEXTS.python),
    device: aText('device', TEXTS.device),
    dtype: aChoice('type', DTYPES, { describes: TEXTS.dtype }),
    deviceMap: aChoice('map', ['auto'], { describes: TEXTS.deviceMap }),
    deterministic: aSwitch(TEXTS.deterministic),
    adapter: aText('folder', TEXTS.adapter),
    precision: aText(
      PRECISIONS.join('|'),
      "how the model's weights are held and multiplied; all but f32 are approximations, f16 needs a --provider that computes in it",
      { schema: precision(PRECISIONS), default: 'f32' },
    ),
    provider: aChoice('name', PROVIDERS, {
      describes:
        'execution provider of onnxruntime; auto: the first of cuda and webgpu that is faster than the CPU',
      default: 'cpu',
    }),
    memory: aText('size', 'most memory for a large model, as 12GiB or 12GB; default what is available', {
      schema: size,
    }),
    workers: anInteger(1, {
      describes: 'engines side by side (default: a core each for small models, else 1)',
    }),
    queue: aText('address', 'have the units done by workers at redis://… or rediss://… (docs/queue.md)'),
    queuePrefix: aText('text', 'what every key of the queue begins with', { default: DEFAULT_PREFIX }),
    queueWait: anInteger(1, {
      placeholder: 'seconds',
      describes: 'give up after so long without a worker (default: never)',
    }),
    mixed: aSwitch('with --queue: also take workers of other numerics, and say so in the results'),
  },
} as const;

type Groups = typeof AUDIT_OPTION_GROUPS;
type Table = { [G in keyof Groups]: Groups[G] }[keyof Groups] extends infer Group
  ? (Group extends unknown ? (table: Group) => void : never) extends (table: infer Whole) => void
    ? Whole
    : never
  : never;

/** An option's name in the library and in audit.toml. */
export type AuditOptionName = keyof Table;

/** Every option by name. */
export const AUDIT_OPTION_TABLE = Object.assign({}, ...Object.values(AUDIT_OPTION_GROUPS)) as Table;

/** Options as a command line or a file has them; what has no default may be absent. */
export type AuditSettings = {
  readonly [Name in AuditOptionName]?: z.output<Table[Name]['schema']>;
};

/** Names in the order of the headings. */
export const AUDIT_OPTION_NAMES = Object.keys(AUDIT_OPTION_TABLE) as AuditOptionName[];

/** Any option, where its own type does not matter. */
export const auditOption = (name: AuditOptionName): AuditOption => AUDIT_OPTION_TABLE[name];
