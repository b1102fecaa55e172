import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HARDENED, syntheticRun, WEAK, writeSyntheticRun } from '../audit/synthetic-run.ts';
import { nightly } from '../nightly.ts';
import { readSources } from '../structure/source-files.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** As the package's `exports` name it. */
const ENTRY = pathToFileURL(join(ROOT, 'dist', 'index.js')).href;
const run = promisify(execFile);

/** The code of every `@example` in a module, by the name that its docstring belongs to. */
function examplesOf(text: string): [name: string, code: string][] {
  const file = ts.createSourceFile('module.ts', text, ts.ScriptTarget.ES2023, true);
  return file.statements.flatMap((statement): [string, string][] =>
    ts.getJSDocTags(statement).flatMap((tag): [string, string][] => {
      if (tag.tagName.text !== 'example') return [];
      const name = (statement as ts.FunctionDeclaration).name?.text ?? 'unnamed';
      return [[name, codeOf(tag)]];
    }),
  );
}

/** The lines of a tag without the asterisks of its comment; comments of tags lose their line breaks otherwise. */
function codeOf(tag: ts.JSDocTag): string {
  const lines = tag
    .getFullText()
    .replace(/^[\s\S]*?@example/, '')
    .split('\n');
  return lines.map((line) => line.replace(/^\s*\* ?/, '').trimEnd()).join('\n');
}

/** What says so needs something that is not here: it is typed, not run. */
const isRun = ([, code]: readonly [string, string]): boolean => !code.includes('// Not run in the tests');

/** What a program imports from the package; other blocks are sketches. */
const isProgram = (code: string): boolean => code.includes("from 'refusal-lab'");

const examples = readSources().flatMap(({ text }) =>
  text.includes('@example') ? examplesOf(text).filter(([, code]) => isProgram(code)) : [],
);

describe('examples in docstrings', () => {
  // Inside the repository, where the package finds itself by its name.
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.examples-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // The runs that examples read: of models that exist only as probabilities.
  beforeAll(async () => {
    for (const [name, model] of Object.entries({ demo: WEAK, before: WEAK, after: HARDENED }))
      writeSyntheticRun(join(folder, 'runs', name), await syntheticRun(model));
  });

  const program = (name: string, code: string): string => {
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, `${code}\nexport {};\n`);
    return file;
  };

  /** Runs the program as JavaScript against the built package; rejects when it throws. */
  const play = async (name: string, code: string): Promise<void> => {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, outputText.replaceAll("'refusal-lab'", JSON.stringify(ENTRY)));
    await run(process.execPath, [file], { cwd: folder });
  };

  it('stand at every verb', () => {
    const verbs = ['capture', 'choices', 'describeModel', 'diagnose', 'examine', 'fit', 'generate', 'judge'];
    verbs.push('openModel', 'organismBehaviour', 'perplexity', 'refit', 'score', 'audit', 'planAudit');
    verbs.push('openRun', 'replayRun', 'writeReport', 'listPrompts', 'explainPrompt', 'compareRuns');
    verbs.push('checkRun', 'listMetrics', 'comparisonText', 'comparisonFigure', 'serveWorker', 'serveLab');
    verbs.push('exportPython', 'describePrompts', 'download');
    expect(verbs.filter((verb) => !examples.some(([name]) => name === verb))).toEqual([]);
  });

  // The types of all are checked below; these few are run whenever tests are.
  const quick = ([name]: readonly [string, string]): boolean =>
    ['openRun', 'score', 'fit', 'compareRuns'].includes(name);
  it.each(examples.filter((each) => isRun(each) && quick(each)))('%s', play);
  nightly.each(examples.filter((each) => isRun(each) && !quick(each)))('%s', play);

  it('leave out what needs a network alone', () => {
    const left = examples.filter((example) => !isRun(example)).map(([name]) => name);
    expect(left.toSorted()).toEqual(['download', 'serveWorker']);
  });

  it('fail when they throw', async () => {
    await expect(play('throws', "throw new Error('on purpose');")).rejects.toThrow('on purpose');
  });

  it('have the types that they need', () => {
    const files = examples.map(([name, code]) => program(`${name}-types`, code));
    const compiled = ts.createProgram(files, {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules', '@types')],
      paths: { 'refusal-lab': [join(ROOT, 'dist', 'index.d.ts')] },
    });
    const problems = ts
      .getPreEmitDiagnostics(compiled)
      .map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    expect(problems).toEqual([]);
  });
});
