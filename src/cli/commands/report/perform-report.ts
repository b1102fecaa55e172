import { writeReport } from '../../../audit/run/write-report.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import type { ReportFormat } from '../../../report/files/report-formats.ts';
import { terminal } from '../../terminal/terminal.ts';

/** `report`. */
export async function performReport(request: {
  readonly run: string;
  /** Default: that of the library. */
  readonly format?: readonly ReportFormat[];
  readonly out?: string;
  readonly force: boolean;
  readonly figure?: string;
  readonly methods?: readonly string[];
  readonly width?: string;
  /** Of a figure. */
  readonly title?: boolean;
}): Promise<void> {
  const { run, format, force, figure: name, methods, width, title = true } = request;
  const onlyOfFigures = [methods && '`methods`', width && '`width`', !title && '--no-title'].find(Boolean);
  if (name === undefined && onlyOfFigures)
    throw new InvalidInputError(onlyOfFigures, 'is for a single figure', 'Name it with --figure.');
  const out = name === undefined ? (request.out ?? run) : request.out;
  const onWarning = (text: string): void => terminal.warn(text);
  const figure = name === undefined ? undefined : { name, methods, width, title };
  const files = await writeReport(run, { formats: format, out, force, figure, onWarning });
  terminal.note(`${files.length === 1 ? '1 file' : `${files.length} files`} written to ${out}`);
}
