import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openComparedRun } from '../../../audit/compare/compared-run.ts';
import { DamagedRunError } from '../../../audit/compare/damaged-run-error.ts';
import { readResults } from '../../../audit/compare/read-results.ts';
import { pageEvidence } from '../../../audit/run/page-evidence.ts';
import { refuseToOverwrite, writeFileAtomic } from '../../../formats/atomic-file.ts';
import { svgToPng } from '../../../report/figures/svg-to-png.ts';
import { runFiles } from '../../../report/files/run-files.ts';
import type { PageEvidence } from '../../../results/page-evidence.ts';
import { RESULTS } from '../../../results/run-file-names.ts';
import { terminal } from '../../terminal/terminal.ts';
import type { ReportFormat } from './report-formats.ts';

/** `report`: everything is made before anything is written. */
export async function performReport(request: {
  readonly run: string;
  readonly format: readonly ReportFormat[];
  readonly out?: string;
  readonly force: boolean;
}): Promise<void> {
  const { run, format, force, out = run } = request;
  const results = readResults(run);
  const made = await runFiles(results, await evidenceOf(run));
  made.delete(RESULTS);
  if (format.includes('png'))
    for (const [name, data] of [...made])
      if (name.endsWith('.svg')) made.set(name.replace(/\.svg$/, '.png'), svgToPng(String(data)));
  const files = [...made].filter(([name]) => format.some((ending) => name.endsWith(`.${ending}`)));
  for (const [name] of files) refuseToOverwrite(join(out, name), force);
  for (const [name, data] of files) {
    const path = join(out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, data);
  }
  terminal.note(`${files.length} files → ${out}`);
}

/** Of a run whose journal another version wrote the results alone are shown. */
async function evidenceOf(run: string): Promise<PageEvidence | undefined> {
  try {
    const { identity, ...outcome } = await openComparedRun(run);
    return pageEvidence(identity.subject, outcome);
  } catch (error) {
    if (!(error instanceof DamagedRunError)) throw error;
    terminal.warn(`${error.message.split('\n')[0]}: the page is made of results.json alone`);
    return undefined;
  }
}
