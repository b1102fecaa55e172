import type { CompletedOption, CompletionModel, ValueKind } from './completion-model.ts';

/** A function file for zsh: `_refusal-lab` in a folder of fpath, or sourced. */
export function zshCompletion({ program, commands, options, models }: CompletionModel): string {
  const name = program.replace(/\W/g, '_');
  return `#compdef ${program}
# zsh completion of ${program}: save it as _${program} in a folder of $fpath, or source it behind compinit.

_${name}_models() {
  _alternative \\
    ${quoted(`organisms:model:(${models.map((model) => model.replaceAll(':', '\\:')).join(' ')})`)} \\
    'folders:model folder:_files -/'
}

_${name}() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C \\
${options.map((option) => `    ${optionSpec(option, name)} \\`).join('\n')}
    '1:command:->command' \\
    '*::argument:->arguments'
  case $state in
    command)
      local -a commands=(
${commands.map((command) => `        ${quoted(`${command.name}:${command.description.replaceAll(':', '\\:')}`)}`).join('\n')}
      )
      _describe command commands
      ;;
    arguments)
      case $words[1] in
${commands
  .map(
    (command) => `        ${command.name})
          _arguments \\
${[
  ...[...command.options, ...options].map((option) => optionSpec(option, name)),
  ...command.arguments.map(({ name: argument, value, many }, place) =>
    quoted(`${many ? '*' : place + 1}:${argument}:${action(value, name)}`),
  ),
]
  .map((spec) => `            ${spec}`)
  .join(' \\\n')}
          ;;`,
  )
  .join('\n')}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _${program} ]]; then
  _${name} "$@"
else
  compdef _${name} ${program}
fi
`;
}

/** Options may be repeated: the program itself decides whether that is allowed. */
function optionSpec({ long, short, description, takes, value }: CompletedOption, name: string): string {
  const text = `[${description.replace(/[[\]\\]/g, '\\$&').replaceAll(':', '\\:')}]`;
  const argument = takes === 'none' ? '' : `:${long.slice(2)}:${action(value, name)}`;
  return [long, ...(short ? [short] : [])].map((flag) => quoted(`*${flag}${text}${argument}`)).join(' ');
}

function action(value: ValueKind, name: string): string {
  switch (value.kind) {
    case 'words':
      return `(${value.words.map((word) => word.replace(/[\s:()\\]/g, '\\$&')).join(' ')})`;
    case 'model':
      return `_${name}_models`;
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'free':
      return ' ';
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
