import type { CompletedOption, CompletionModel, ValueKind } from './completion-model.ts';

/** A script for fish 3 and later. */
export function fishCompletion({ program, commands, options, models }: CompletionModel): string {
  const line = (condition: string, ...more: readonly string[]): string =>
    ['complete', `-c ${program}`, ...(condition === '' ? [] : [`-n ${quoted(condition)}`]), ...more].join(
      ' ',
    );
  const option = ({ long, short, description, takes, value }: CompletedOption): string[] => [
    ...(short ? [`-s ${short.slice(1)}`] : []),
    `-l ${long.slice(2)}`,
    ...(takes === 'none' ? [] : ['-r', values(value, models)]),
    `-d ${quoted(description)}`,
  ];
  return `# fish completion of ${program}: save it as ~/.config/fish/completions/${program}.fish
${[
  line('', '-f'),
  ...options.map((each) => line('', ...option(each))),
  ...commands.flatMap((command) => {
    const inside = `__fish_seen_subcommand_from ${command.name}`;
    return [
      line('__fish_use_subcommand', `-a ${command.name}`, `-d ${quoted(command.description)}`),
      ...command.options.map((each) => line(inside, ...option(each))),
      ...[...new Set(command.arguments.map(({ value }) => values(value, models)))]
        .filter((value) => value !== '-f')
        .map((value) => line(inside, value)),
    ];
  }),
].join('\n')}
`;
}

function values(value: ValueKind, models: readonly string[]): string {
  switch (value.kind) {
    case 'words':
      return `-f -a ${quoted(value.words.join(' '))}`;
    case 'model':
      return `-f -a ${quoted(`${models.join(' ')} (__fish_complete_directories)`)}`;
    case 'file':
      return '-F';
    case 'folder':
      return `-f -a '(__fish_complete_directories)'`;
    case 'free':
      return '-f';
  }
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
