import { basename, relative } from 'node:path';

/**
 * The command that resumes an interrupted run, quoted for a POSIX shell: the arguments given, without --force, which would
 * start over. `argv` is process.argv.
 */
export function resumeLine(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const [node, script = '', ...args] = argv;
  // Programs started by npx inherit npm's variables, so they describe this program only if it was started by its name.
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
