import { basename, relative } from 'node:path';

/**
 * The command that goes on with an interrupted run, quoted for a POSIX shell: what was given without --force, which would
 * start over. `argv` is process.argv.
 */
export function resumeLine(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const [node, script = '', ...args] = argv;
  // What npx starts hands npm's variables on, so they speak of this program only where it was started by its name.
  const program =
    basename(script) !== 'refusal-lab'
      ? [basename(node ?? 'node'), relative('.', script)]
      : environment.npm_command === 'exec'
        ? ['npx', 'refusal-lab']
        : ['refusal-lab'];
  return [...program, ...args.filter((arg) => arg !== '--force')].map(quoted).join(' ');
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
