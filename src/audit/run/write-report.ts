import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageVersions } from '../../doctor/machine/package-versions.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { refuseToOverwrite, writeFileAtomic } from '../../formats/atomic-file.ts';
import { exportFiles } from '../../report/exports/export-files.ts';
import type { ExportedRun } from '../../report/exports/exported-run.ts';
import { svgToPng } from '../../report/figures/svg-to-png.ts';
import { figureFiles } from '../../report/files/figure-files.ts';
import type { FigureRequest } from '../../report/files/figure-request.ts';
import { isExportFormat, REPORT_FORMATS, type ReportFormat } from '../../report/files/report-formats.ts';
import { runFiles } from '../../report/files/run-files.ts';
import { reportPageData } from '../../report/page/report-page-data.ts';
import { NO_EVIDENCE, type PageEvidence, type PageMade } from '../../results/page-evidence.ts';
import type { Results } from '../../results/results.ts';
import { RESULTS } from '../../results/run-file-names.ts';
import { openComparedRun } from '../compare/compared-run.ts';
import { DamagedRunError } from '../compare/damaged-run-error.ts';
import { readResults } from '../compare/read-results.ts';
import { OUTCOME_LETTERS } from '../units/observation.ts';
import { comparedRunOf, type OpenedRun } from './opened-run.ts';
import { pageEvidence } from './page-evidence.ts';
import { pageMade } from './page-made.ts';
import type { RunManifest } from './run-manifest.ts';
import { readManifest } from './run-record.ts';

/** What a report is made of: a run folder, an opened run, or the outcome of {@link audit}. */
export type ReportedRun =
  | string
  | OpenedRun
  | { readonly results: Results; readonly evidence?: PageEvidence; readonly folder?: string | null };

/**
 * Makes the report of a finished run again: page, Markdown, figures and tables, without model and prompts. Everything is made
 * before anything is written. Returns the paths that were written. Rejects with WriteError where a file exists and `force`
 * is not given, {@link InvalidInputError} on what is not a run and where there is no folder to write to,
 * UnfinishedRunError and SchemaVersionError.
 *
 * @example
 * import { rmSync } from 'node:fs';
 * import { writeReport } from 'refusal-lab';
 *
 * const written = await writeReport('runs/demo', { formats: ['png', 'tex'], out: 'paper' });
 * if (!written.some((path) => path.endsWith('arms.tex'))) throw new Error('the table of arms is missing');
 * rmSync('paper', { recursive: true });
 */
export async function writeReport(
  run: ReportedRun,
  options: {
    /** Default: all of {@link REPORT_FORMATS} but `png`. */
    readonly formats?: readonly ReportFormat[];
    /** Default: the run folder. */
    readonly out?: string;
    /** Replace existing files. */
    readonly force?: boolean;
    /** Only this figure, as svg (the default), png or, beside a png, as a LaTeX float; `out` has to be given then. */
    readonly figure?: FigureRequest;
    /** Hears where prompts cannot be shown one by one. */
    readonly onWarning?: (text: string) => void;
  } = {},
): Promise<string[]> {
  const { figure, force = false, onWarning } = options;
  const { formats = figure ? ['svg'] : REPORT_FORMATS.filter((format) => format !== 'png') } = options;
  const { results, evidence, folder, manifest } = await reported(run, onWarning);
  const out = options.out ?? (figure ? null : folder);
  if (out === null)
    throw new InvalidInputError(
      '`out`',
      'is missing',
      figure ? 'Name a folder for the figure.' : 'This run has no folder of its own.',
    );
  if (figure) {
    const made = await figureFiles(reportPageData(results, evidence), figure, formats);
    return writeFiles(out, made, force);
  }
  const exports = formats.filter(isExportFormat);
  const endings = formats.filter((format) => !isExportFormat(format));
  const shown =
    manifest === null || evidence?.made ? evidence : { ...(evidence ?? NO_EVIDENCE), made: madeOf(manifest) };
  const made = endings.length > 0 ? await runFiles(results, shown) : new Map<string, string | Uint8Array>();
  made.delete(RESULTS);
  if (endings.includes('png'))
    for (const [name, data] of [...made])
      if (name.endsWith('.svg')) made.set(name.replace(/\.svg$/, '.png'), svgToPng(String(data)));
  return writeFiles(
    out,
    [
      ...[...made].filter(([name]) => endings.some((ending) => name.endsWith(`.${ending}`))),
      ...exportFiles(exportedRun(results, evidence, manifest), exports),
    ],
    force,
  );
}

/** Files by their path in a folder; none is written where one exists that may not be replaced. Gives their paths. */
function writeFiles(
  out: string,
  made: Iterable<readonly [name: string, data: string | Uint8Array]>,
  force: boolean,
): string[] {
  const files = [...made].map(([name, data]) => [join(out, name), data] as const);
  for (const [path] of files) refuseToOverwrite(path, force);
  for (const [path, data] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, data);
  }
  return files.map(([path]) => path);
}

/** Of the run's first session: the audit itself says the same. */
function madeOf({ sessions: [first] }: RunManifest): PageMade {
  return pageMade(first?.versions ?? {}, first?.startedAt ?? null);
}

interface Reported {
  readonly results: Results;
  readonly evidence: PageEvidence | undefined;
  readonly folder: string | null;
  /** When the run was done; null where no file says it. */
  readonly manifest: RunManifest | null;
}

async function reported(
  run: ReportedRun,
  onWarning: ((text: string) => void) | undefined,
): Promise<Reported> {
  if (typeof run !== 'string' && 'identity' in run) {
    const compared = comparedRunOf(run);
    return {
      results: run.results,
      evidence: pageEvidence(run.identity.subject, compared),
      folder: run.folder,
      manifest: run.manifest,
    };
  }
  if (typeof run !== 'string') {
    const { results, evidence, folder = null } = run;
    return { results, evidence, folder, manifest: folder === null ? null : (readManifest(folder) ?? null) };
  }
  return {
    results: readResults(run),
    evidence: await evidenceOf(run, onWarning),
    folder: run,
    manifest: readManifest(run) ?? null,
  };
}

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(OUTCOME_LETTERS).map(([name, letter]) => [letter, name]),
);

function exportedRun(
  results: Results,
  evidence: PageEvidence | undefined,
  manifest: RunManifest | null,
): ExportedRun {
  return {
    results,
    prompts: evidence?.prompts ?? [],
    outcomeOf: (letter) => NAMES.get(letter) ?? letter,
    version: packageVersions()['refusal-lab'],
    startedAt: manifest?.sessions[0]?.startedAt ?? null,
    finishedAt: manifest?.finishedAt ?? null,
  };
}

/** Of a run whose journal another version wrote the results alone are shown. */
async function evidenceOf(
  run: string,
  onWarning: ((text: string) => void) | undefined,
): Promise<PageEvidence | undefined> {
  try {
    const { identity, ...outcome } = await openComparedRun(run);
    return pageEvidence(identity.subject, outcome);
  } catch (error) {
    if (!(error instanceof DamagedRunError)) throw error;
    onWarning?.(`${error.message.split('\n')[0]}: the page is made of results.json alone`);
    return undefined;
  }
}
