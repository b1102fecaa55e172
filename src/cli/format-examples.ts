import { EXAMPLES } from './examples.ts';

/** The end of a command's help; empty for a command without examples. */
export function formatExamples(command: string): string {
  const examples = EXAMPLES[command] ?? [];
  if (examples.length === 0) return '';
  const lines = examples.flatMap(([line, what]) => [`  # ${what}`, `  refusal-lab ${line}`]);
  return `\nExamples:\n${lines.join('\n')}\n`;
}
