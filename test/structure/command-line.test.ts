import { describe, expect, it } from 'vitest';
import { importsOf, readSources, resolveImport, type SourceFile } from './source-files.ts';

/** Modules that hold a verb of the library: the command line calls nothing else. */
const VERBS = [
  'audit/audit.ts',
  'audit/plan-audit.ts',
  'audit/compare/compare-runs.ts',
  'audit/compare/compare-series.ts',
  'audit/explain/explain-prompt.ts',
  'audit/explain/list-prompts.ts',
  'audit/gate/check-run.ts',
  'audit/gate/list-metrics.ts',
  // Exit code 3 of `audit` and `check`.
  'audit/gate/threshold-crossed-error.ts',
  'audit/queue/serve-worker.ts',
  'audit/run/replay-run.ts',
  'audit/run/write-report.ts',
  'doctor/examine.ts',
  'lab-server/serve-lab.ts',
  'report/figures/comparison-figure.ts',
  'report/figures/series-figure.ts',
  'report/files/comparison-text.ts',
  'report/files/series-text.ts',
  'report/python/export-python.ts',
  'stages/behaviour/organism-behaviour.ts',
  'stages/behaviour/update-card.ts',
  'stages/fit/fit.ts',
  'stages/fit/fit-mean-diffs.ts',
  'stages/fit/refit.ts',
  'stages/judge/judge.ts',
  'stages/judge/label-key.ts',
  'stages/model/describe-model.ts',
  'stages/model/download.ts',
  'stages/model/open-model.ts',
  'stages/prompts/describe-prompts.ts',
  'stages/run/capture.ts',
  'stages/run/choices.ts',
  'stages/run/diagnose.ts',
  'stages/run/generate.ts',
  'stages/run/perplexity.ts',
  'stages/run/score.ts',
];

/** Options as data: names, defaults, words that they can be, and readers of their values. */
const OPTIONS = [
  'audit/queue/lock-seconds.ts',
  'audit/queue/queue-address.ts',
  'audit/subject/audit-option-table.ts',
  'checkpoint/precision/precision.ts',
  'checkpoint/precision/precision-problem.ts',
  'diagnostics/default-permutations.ts',
  'engine/engine-name.ts',
  'engine/onnx/provider.ts',
  'engine/transformers/precision-of-dtype.ts',
  'engine/transformers/transformers-options.ts',
  'formats/parse-size.ts',
  'interventions/residual-site.ts',
  'interventions/token-scope.ts',
  'methods/linear-act.ts',
  'organism/organism-folder.ts',
  'prompts/source-mappings.ts',
  'prompts/dataset-prompt.ts',
  'report/figures/figure-names.ts',
  'prompts/dataset-shape.ts',
  'prompts/duplicate-groups.ts',
  'prompts/split-sizes.ts',
  'prompts/table-formats.ts',
  'prompts/template-date.ts',
  'audit/subject/audit-new-tokens.ts',
  'checkpoint/template/template-options.ts',
  'checkpoint/template/thinking.ts',
  'report/files/report-formats.ts',
  'stages/behaviour/behaviour-gates.ts',
  'stages/fit/agreed-layers.ts',
  'stages/fit/check-method-options.ts',
  'stages/fit/fit-methods.ts',
  'stages/run/default-new-tokens.ts',
  'stages/run/sites-of.ts',
];

/** Reading and writing files that the command line itself was told: inputs, `--out`, `--config`, standard output. */
const FILES = [
  'formats/atomic-file.ts',
  'formats/check-output.ts',
  'formats/extended-text.ts',
  'formats/json-file.ts',
  'formats/json-lines.ts',
  'interventions/intervention-file.ts',
  'metrics/read-choice-questions.ts',
  'metrics/split-documents.ts',
  'prompts/read-prompts.ts',
  'stages/fit/read-activations.ts',
  'stages/fit/read-mean-diffs.ts',
  'stages/judge/judged-items.ts',
  'stages/judge/judgement-lines.ts',
  'stages/run/activations-file.ts',
  'stages/run/generation-line.ts',
  'stages/run/score-line.ts',
];

/** What is printed beside a verb's result: names, versions, tables over its items. */
const PRINTED = [
  'doctor/format-findings.ts',
  'doctor/machine/package-versions.ts',
  'engine/memory/available-memory.ts',
  'judges/completion-outcome.ts',
  'judges/judgement-agreement.ts',
  'judges/summarise-judgements.ts',
  'organism/behaviour-splits.ts',
  'report/judgement-sentence.ts',
  'stages/behaviour/behaviour-table.ts',
  'stages/model/model-label.ts',
  'stages/model/precision-field.ts',
  'stages/model/recorded-template.ts',
];

const FOLDERS = ['wording/', 'results/', 'errors/', 'report/terminal/'];

const ALLOWED = new Set([...VERBS, ...OPTIONS, ...FILES, ...PRINTED]);

const isAllowed = (target: string): boolean =>
  target.startsWith('cli/') || ALLOWED.has(target) || FOLDERS.some((folder) => target.startsWith(folder));

/** What a file of the command line imports beside verbs and data; types are free. */
function reached({ path, imports }: SourceFile): string[] {
  const targets = imports.flatMap(({ specifier, typeOnly }) =>
    typeOnly ? [] : (resolveImport(path, specifier) ?? []),
  );
  return [...new Set(targets.filter((target) => !isAllowed(target)))].sort();
}

const sources = readSources();
const commandLine = sources.filter(({ path }) => path.startsWith('cli/'));

describe('the command line', () => {
  it('calls verbs of the library and prints', () => {
    const problems = commandLine.flatMap((file) =>
      reached(file).map((target) => `${file.path} imports ${target}`),
    );
    expect(problems).toEqual([]);
  });

  it('is allowed nothing that it does not import', () => {
    const imported = new Set(
      commandLine.flatMap(({ path, imports }) =>
        imports.flatMap(({ specifier }) => resolveImport(path, specifier) ?? []),
      ),
    );
    expect([...ALLOWED].filter((target) => !imported.has(target))).toEqual([]);
  });

  it('is held to what it imports as a value', () => {
    const text = `
      import { audit } from '../audit/audit.ts';
      import type { Engine } from '../engine/engine.ts';
      import { type Model, loadCheckpoint } from '../checkpoint/checkpoint.ts';
      const late = await import('../engine/onnx/decoder.ts');
    `;
    expect(reached({ path: 'cli/x.ts', text, imports: importsOf(text) })).toEqual([
      'checkpoint/checkpoint.ts',
      'engine/onnx/decoder.ts',
    ]);
  });
});
