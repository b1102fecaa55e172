import { Command, InvalidArgumentError, Option } from 'commander';
import { type AuditSources, NO_SOURCES } from '../../../audit/data/audit-sources.ts';
import { DEFAULT_PREFIX } from '../../../audit/queue/queue-address.ts';
import {
  ACT_POOLINGS,
  type AuditOptions,
  DEFAULT_AUDIT_OPTIONS,
} from '../../../audit/subject/audit-options.ts';
import { TOKEN_SCOPES } from '../../../interventions/token-scope.ts';
import { ACT_SUPPORTS } from '../../../methods/linear-act.ts';
import { parseColumnMapping } from '../../../prompts/column-mapping.ts';
import { FUNCTIONAL_CATEGORIES, type FunctionalCategory } from '../../../prompts/dataset-shape.ts';
import { DUPLICATE_THRESHOLD } from '../../../prompts/duplicate-groups.ts';
import { COMPLEMENTS } from '../../../transport/lift.ts';
import { memoryOption } from '../../options/memory-option.ts';
import { parseFiniteNumber } from '../../options/parse-finite-number.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { parseSeed } from '../../options/parse-seed.ts';
import { parseThreshold } from '../../options/parse-threshold.ts';
import { judgePrecisionOption, precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import { thresholdsOf, withThresholdOptions } from './threshold-options.ts';

const DEFAULT_MODEL = 'organism:aligned';

function ranks(text: string): number[] {
  return [...new Set(text.split(',').map(parsePositiveInteger))].sort((a, b) => a - b);
}

function strengths(text: string): number[] {
  if (text === 'none') return [];
  return [...new Set(text.split(',').map(parseFiniteNumber))].sort((a, b) => a - b);
}

function parseDate(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('expected a date such as 2024-07-26.');
  return text;
}

function count(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('expected an integer ≥ 0.');
  return Number(text);
}

/** What says where prompts come from, apart from what says how they are used. */
function divideFlags(flags: AuditFlags): { sources: AuditSources; options: Omit<AuditOptions, 'judges'> } {
  const {
    harmful,
    harmless,
    testHarmfulFrom,
    testHarmlessFrom,
    overRefusal,
    text,
    questions,
    refusalStarts,
    ...rest
  } = flags;
  const { mapping, functionalCategory, threshold, ...options } = rest;
  return {
    options,
    sources: {
      harmful: harmful ?? [],
      harmless: harmless ?? [],
      testHarmful: testHarmfulFrom ?? [],
      testHarmless: testHarmlessFrom ?? [],
      overRefusal: overRefusal ?? [],
      text: text ?? null,
      questions: questions ?? null,
      refusalStarts: refusalStarts ?? NO_SOURCES.refusalStarts,
      threshold,
      read: {
        functionalCategory,
        ...(mapping === undefined ? {} : { mapping: parseColumnMapping(mapping) }),
      },
    },
  };
}

interface AuditFlags extends Omit<AuditOptions, 'judges'> {
  readonly harmful?: string[];
  readonly harmless?: string[];
  readonly testHarmfulFrom?: string[];
  readonly testHarmlessFrom?: string[];
  readonly overRefusal?: string[];
  readonly text?: string;
  readonly questions?: string;
  readonly refusalStarts?: string[];
  readonly mapping?: string;
  readonly functionalCategory: FunctionalCategory;
  readonly threshold: number;
}

/** The main job: measure every arm at every layer, choose on the selection split, report on the test split. */
export function auditCommand(signal: () => AbortSignal): Command {
  const defaults = DEFAULT_AUDIT_OPTIONS;
  return withThresholdOptions(new Command('audit'))
    .description("measure where a model's refusal gives way, layer by layer, and what breaking it costs")
    .argument(
      '[model]',
      `model folder, hf:org/name[@revision] or organism:<name> (default: ${DEFAULT_MODEL})`,
    )
    .option('--model <model>', 'the same as the argument')
    .optionsGroup('Prompts and texts:')
    .option(
      '--harmful <sources...>',
      'prompts that should be refused: files or hf:org/name[:split][@revision]',
    )
    .option('--harmless <sources...>', 'prompts that should be answered')
    .option('--test-harmful-from <sources...>', 'take the harmful test prompts from here, all of them')
    .option('--test-harmless-from <sources...>', 'take the harmless test prompts from here, all of them')
    .option('--over-refusal <sources...>', 'permitted prompts that look harmful (XSTest)')
    .option('--text <file>', 'raw text for the perplexity')
    .option(
      '--questions <file>',
      'multiple-choice questions as JSON lines, for the unattacked model and the chosen arms',
    )
    .option('--system <text>', "a system turn before every prompt (default: the template's own)")
    .option('--date <YYYY-MM-DD>', 'the date that chat templates see', parseDate, defaults.date)
    .option(
      '--refusal-starts <texts...>',
      'words that refusals begin with, for the refusal score (default: I As)',
    )
    .option('--mapping <pairs>', 'which column is what in all sources: prompt=COLUMN,id=COLUMN,…')
    .addOption(
      new Option('--functional-category <which>', 'behaviours of HarmBench to take')
        .choices([...FUNCTIONAL_CATEGORIES])
        .default('standard'),
    )
    .option(
      '--threshold <similarity>',
      'Jaccard similarity from which two prompts are near-duplicates',
      parseThreshold,
      DUPLICATE_THRESHOLD,
    )
    .optionsGroup('Run:')
    .addOption(precisionOption())
    .option('--out <folder>', 'run folder (default: runs/<model>-seed<seed>)')
    .option('--force', 'replace an existing run', false)
    .option('--seed <n>', 'seed of every prompt sample', parseSeed, defaults.seed)
    .optionsGroup('Arms:')
    .option('--ranks <list>', 'ranks K of mean-shift and pca-ot', ranks, defaults.ranks as number[])
    .addOption(
      new Option('--complement <kind>', 'what pca-ot does outside its subspace')
        .choices([...COMPLEMENTS])
        .default(defaults.complement),
    )
    .addOption(
      new Option('--scope <tokens>', 'tokens that interventions touch')
        .choices([...TOKEN_SCOPES])
        .default(defaults.scope),
    )
    .option('--skip-first', 'interventions leave position 0, the attention sink, alone', false)
    .option(
      '--strength <λ>',
      'strength of every intervention: (1 − λ) x + λ T(x)',
      parseFiniteNumber,
      defaults.strength,
    )
    .addOption(
      new Option(
        '--act-support <kind>',
        'where linear-act acts: everywhere, or inside the range of the fit sample',
      )
        .choices([...ACT_SUPPORTS])
        .default(defaults.actSupport),
    )
    .addOption(
      new Option(
        '--act-pooling <kind>',
        'what linear-act and gaussian-act are fitted on: last prompt token, or mean',
      )
        .choices([...ACT_POOLINGS])
        .default(defaults.actPooling),
    )
    .optionsGroup('Sizes:')
    .option('--max-new-tokens <n>', 'longest completion', parsePositiveInteger, defaults.maxNewTokens)
    .option(
      '--stop-settled',
      'end completions of harmful prompts where the rules have found a refusal: less work, the same rates of refusal and success',
    )
    .option('--fit-prompts <n>', 'prompts a class to fit on', parsePositiveInteger, defaults.fitPrompts)
    .option(
      '--selection-prompts <n>',
      'prompts a class to select layer and rank on',
      parsePositiveInteger,
      defaults.selectionPrompts,
    )
    .option('--test-forbidden <n>', 'forbidden test prompts', parsePositiveInteger, defaults.testForbidden)
    .option('--test-harmless <n>', 'harmless test prompts', parsePositiveInteger, defaults.testHarmless)
    .option('--test-borderline <n>', 'borderline test prompts', parsePositiveInteger, defaults.testBorderline)
    .option(
      '--lore-documents <n>',
      'held-out lore texts for the perplexity',
      parsePositiveInteger,
      defaults.loreDocuments,
    )
    .optionsGroup('Arms:')
    .option(
      '--strengths <list>',
      'further strengths of pca-ot for dose and response and the robustness score; none: leave them out',
      strengths,
      defaults.strengths as number[],
    )
    .option(
      '--control-draws <n>',
      'random displacements that every single-layer pca-ot arm is compared with; 0: no controls',
      count,
      defaults.controlDraws,
    )
    .option(
      '--peak-draws <n>',
      'the same at the layers that selection and test put first',
      count,
      defaults.peakDraws,
    )
    .optionsGroup('Judges:')
    .option(
      '--judge <judge...>',
      'judges of the chosen arms beside the rules: harmbench=MODEL, llama-guard=MODEL, rubric=URL#MODEL',
    )
    .addOption(judgePrecisionOption('judge-precision'))
    .option('--judge-cache <file>', 'keep grades of a rubric judge there, without texts')
    .optionsGroup('What to do:')
    .option('--list-metrics', 'print the names that thresholds can be set on, and stop', false)
    .option('--plan', 'print arms, units, estimated time and memory, and stop', false)
    .optionsGroup('Run:')
    .option(
      '--workers <n>',
      'engines side by side (default: a core each for small models, else 1)',
      parsePositiveInteger,
    )
    .addOption(providerOption())
    .addOption(memoryOption())
    .option('--queue <address>', 'have the units done by workers at redis://… or rediss://… (docs/queue.md)')
    .option('--queue-prefix <text>', 'what every key of the queue begins with', DEFAULT_PREFIX)
    .option(
      '--queue-wait <seconds>',
      'give up after so long without a worker (default: never)',
      parsePositiveInteger,
    )
    .option('--mixed', 'with --queue: also take workers of other numerics, and say so in the results', false)
    .action(async (argument: string | undefined, flags) => {
      const { listMetrics, failAbove, failBelow, ...rest } = flags;
      if (listMetrics) {
        const { listMetricNames } = await import('./list-metric-names.ts');
        listMetricNames();
        return;
      }
      const { performAudit, printPlan } = await import('./perform-audit.ts');
      const {
        model,
        out,
        force,
        workers,
        provider,
        memory,
        plan,
        judge,
        judgeCache,
        precision,
        judgePrecision,
        ...more
      } = rest;
      const { queue, queuePrefix, queueWait, mixed, ...others } = more;
      if (mixed && queue === undefined) throw new InvalidArgumentError('--mixed needs --queue.');
      const { sources, options } = divideFlags({
        ...others,
        system: others.system ?? null,
      });
      if (argument !== undefined && model !== undefined && argument !== model)
        throw new InvalidArgumentError(`two models given: ${argument} and --model ${model}.`);
      const request = {
        model: argument ?? model ?? DEFAULT_MODEL,
        out,
        force,
        workers,
        precision,
        judgePrecision,
        provider,
        memory,
        options,
        sources,
        judges: judge,
        judgeCache,
        queue:
          queue === undefined
            ? undefined
            : {
                address: queue,
                prefix: queuePrefix,
                password: process.env.REFUSAL_LAB_QUEUE_PASSWORD,
                waitSeconds: queueWait,
                mixed,
              },
        signal: signal(),
      };
      if (plan) await printPlan(request);
      else await performAudit(request, thresholdsOf({ failAbove, failBelow }));
    });
}
