import { writeReport } from '../../../audit/run/write-report.ts';
import type { ReportFormat } from '../../../report/files/report-formats.ts';
import { terminal } from '../../terminal/terminal.ts';

/** `report`. */
export async function performReport(request: {
  readonly run: string;
  readonly format: readonly ReportFormat[];
  readonly out?: string;
  readonly force: boolean;
}): Promise<void> {
  const { run, format, force, out = run } = request;
  const onWarning = (text: string): void => terminal.warn(text);
  const files = await writeReport(run, { formats: format, out, force, onWarning });
  terminal.note(`${files.length === 1 ? '1 file' : `${files.length} files`} written to ${out}`);
}
