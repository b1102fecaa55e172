import { writeFileAtomic } from '../formats/atomic-file.ts';

/** Puts a command's result where --out says (`-`: standard output), and says so on stderr. */
export function writeResult(out: string, data: string | Uint8Array, summary: string): void {
  if (out === '-') process.stdout.write(data);
  else writeFileAtomic(out, data);
  process.stderr.write(out === '-' ? `${summary}\n` : `${summary} → ${out}\n`);
}
