import { writeFileAtomic } from '../../formats/atomic-file.ts';
import { terminal } from './terminal.ts';

/** Writes a command's result to --out (`-`: standard output), and reports it on stderr. */
export function writeResult(out: string, data: string | Uint8Array, summary: string): void {
  if (out === '-') process.stdout.write(data);
  else writeFileAtomic(out, data);
  terminal.note(out === '-' ? summary : `${summary} → ${out}`);
}
