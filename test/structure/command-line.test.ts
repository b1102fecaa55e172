import { describe, expect, it } from 'vitest';
import { importsOf, readSources, resolveImport, type SourceFile } from './source-files.ts';

/** Modules that hold a verb of the library, or what a verb's caller needs: the command line knows nothing else. */
const VERBS = [
  'audit/audit.ts',
  'audit/plan-audit.ts',
  'audit/compare/compare-runs.ts',
  'audit/explain/explain-prompt.ts',
  'audit/gate/check-run.ts',
  'audit/gate/list-metrics.ts',
  // Exit code 3 of `audit` and `check`.
  'audit/gate/threshold-crossed-error.ts',
  'audit/queue/serve-worker.ts',
  'audit/run/replay-run.ts',
  'audit/run/write-report.ts',
  'lab-server/serve-lab.ts',
  'report/files/comparison-text.ts',
];

/** Options as data: names, defaults, words that they can be, and readers of their values. */
const OPTIONS = [
  'audit/queue/lock-seconds.ts',
  'audit/queue/queue-address.ts',
  'audit/subject/audit-option-table.ts',
  'checkpoint/precision/precision.ts',
  'checkpoint/precision/precision-problem.ts',
  'engine/onnx/provider.ts',
  'formats/parse-size.ts',
  'organism/organism-folder.ts',
  'prompts/column-mapping.ts',
  'report/files/report-formats.ts',
];

/** Reading and writing files that the command line itself was told: `--out`, `--config`, standard output. */
const FILES = [
  'formats/atomic-file.ts',
  'formats/extended-text.ts',
  'formats/format-bytes.ts',
  'formats/json-file.ts',
];

const FOLDERS = ['wording/', 'results/', 'errors/', 'report/terminal/'];

/** Versions that --version prints. */
const FACTS = ['doctor/machine/package-versions.ts'];

/** Files that still reach past the verbs; to be emptied. */
const STILL_TO_DO: readonly string[] = [
  'cli/commands/capture/capture-command.ts',
  'cli/commands/capture/perform-capture.ts',
  'cli/commands/choices/perform-choices.ts',
  'cli/commands/diagnose/diagnose-command.ts',
  'cli/commands/diagnose/parse-sites.ts',
  'cli/commands/diagnose/perform-diagnose.ts',
  'cli/commands/doctor/perform-doctor.ts',
  'cli/commands/download/perform-download.ts',
  'cli/commands/export/perform-export.ts',
  'cli/commands/fit/fit-command.ts',
  'cli/commands/fit/format-mean-diffs.ts',
  'cli/commands/fit/perform-fit.ts',
  'cli/commands/fit/perform-mean-diffs.ts',
  'cli/commands/generate/perform-generate.ts',
  'cli/commands/inspect/format-description.ts',
  'cli/commands/inspect/inspect-command.ts',
  'cli/commands/inspect/with-outline.ts',
  'cli/commands/judge/format-judgements.ts',
  'cli/commands/judge/perform-judge.ts',
  'cli/commands/organism/format-behaviour.ts',
  'cli/commands/organism/organism-command.ts',
  'cli/commands/organism/perform-organism.ts',
  'cli/commands/perplexity/perform-perplexity.ts',
  'cli/commands/prompts/format-prompt-report.ts',
  'cli/commands/prompts/perform-prompts.ts',
  'cli/commands/prompts/prompts-command.ts',
  'cli/commands/score/perform-score.ts',
  'cli/options/parse-points.ts',
  'cli/terminal/open-model.ts',
];

const ALLOWED = new Set([...VERBS, ...OPTIONS, ...FILES, ...FACTS]);

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
    const problems = commandLine
      .filter(({ path }) => !STILL_TO_DO.includes(path))
      .flatMap((file) => reached(file).map((target) => `${file.path} imports ${target}`));
    expect(problems).toEqual([]);
  });

  it('has nothing on the list of what is still to do that is done', () => {
    const open = commandLine.filter((file) => reached(file).length > 0).map(({ path }) => path);
    expect(STILL_TO_DO.filter((path) => !open.includes(path))).toEqual([]);
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
