import type { CompletedOption, CompletionModel, ValueKind } from './completion-model.ts';

/** A script for bash 4 and later, without the bash-completion package. */
export function bashCompletion({ program, commands, options, models }: CompletionModel): string {
  const name = program.replace(/\W/g, '_');
  const optionCases = [
    ...options.flatMap((option) => optionCase('*', option)),
    ...commands.flatMap((command) => command.options.flatMap((option) => optionCase(command.name, option))),
  ];
  const argumentCases = commands.flatMap((command) =>
    command.arguments.map((argument, place) => {
      const pattern = argument.many ? `'${command.name} '*` : `'${command.name} ${place}'`;
      return `    ${pattern}) ${assigned(argument.value)} ;;`;
    }),
  );
  const names = (list: readonly CompletedOption[]): string =>
    list.flatMap(({ long, short }) => [long, ...(short ? [short] : [])]).join(' ');
  return `# bash completion of ${program}: source it, or put it into ~/.local/share/bash-completion/completions/${program}
_${name}_option() {
  takes=none kind=free words=''
  case "$1 $2" in
${optionCases.join('\n')}
  esac
}

_${name}_argument() {
  kind=none words=''
  case "$1 $2" in
${argumentCases.join('\n')}
  esac
}

_${name}_options() {
  case "$1" in
${commands.map((command) => `    ${command.name}) echo ${quoted(names(command.options))} ;;`).join('\n')}
  esac
  echo ${quoted(names(options))}
}

_${name}() {
  local line="\${COMP_LINE:0:COMP_POINT}" current command='' open=none place=0 word i
  local takes kind words value=free valueWords='' all
  # COMP_WORDS breaks at ':' and '=', which stand in models and options: split at spaces instead.
  local -a parts
  read -ra parts <<< "$line"
  [[ $line =~ [[:space:]]$ ]] && parts+=('')
  current="\${parts[-1]}"
  COMPREPLY=()
  for ((i = 1; i < \${#parts[@]} - 1; i++)); do
    word="\${parts[i]}"
    if [[ $word == -* ]]; then
      if [[ $word == *=* ]]; then open=none; continue; fi
      _${name}_option "$command" "$word"
      open=$takes value=$kind valueWords=$words
    elif [[ $open == one ]]; then open=none
    elif [[ $open == many ]]; then :
    elif [[ -z $command ]]; then command=$word
    else ((place++))
    fi
  done
  local typed="$current" before=''
  if [[ $current == --*=* ]]; then
    _${name}_option "$command" "\${current%%=*}"
    open=$takes value=$kind valueWords=$words
    before="\${current%%=*}=" typed="\${current#*=}"
  elif [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$(_${name}_options "$command")" -- "$current"))
    return
  fi
  if [[ $open == none ]]; then
    if [[ -z $command ]]; then
      COMPREPLY=($(compgen -W ${quoted(commands.map((command) => command.name).join(' '))} -- "$current"))
      return
    fi
    _${name}_argument "$command" "$place"
    value=$kind valueWords=$words
    if [[ $value == none ]]; then
      COMPREPLY=($(compgen -W "$(_${name}_options "$command")" -- "$current"))
      return
    fi
  fi
  case "$value" in
    words) COMPREPLY=($(compgen -W "$valueWords" -- "$typed")) ;;
    model) COMPREPLY=($(compgen -W ${quoted(models.join(' '))} -- "$typed")) ;;
  esac
  local -a paths=()
  case "$value" in
    file) mapfile -t paths < <(compgen -f -- "$typed") ;;
    folder | model) mapfile -t paths < <(compgen -d -- "$typed") ;;
  esac
  if ((\${#paths[@]} > 0)); then
    # Lets readline quote spaces and put a slash behind folders.
    ((\${#COMPREPLY[@]} == 0)) && compopt -o filenames 2> /dev/null
    COMPREPLY+=("\${paths[@]}")
  fi
  # What readline replaces begins behind the last ':' or '='.
  if [[ $typed == *:* && $COMP_WORDBREAKS == *:* ]]; then
    all="\${typed%"\${typed##*:}"}"
    COMPREPLY=("\${COMPREPLY[@]#"$all"}")
  fi
  [[ -n $before && $COMP_WORDBREAKS != *=* ]] && COMPREPLY=("\${COMPREPLY[@]/#/$before}")
  return 0
}

complete -F _${name} ${program}
`;
}

function optionCase(command: string, { long, short, takes, value }: CompletedOption): string[] {
  if (takes === 'none') return [];
  const scope = command === '*' ? '*' : quoted(command);
  const patterns = [long, ...(short ? [short] : [])].map((flag) => `${scope}' ${flag}'`);
  return [`    ${patterns.join(' | ')}) takes=${takes} ${assigned(value)} ;;`];
}

function assigned(value: ValueKind): string {
  return value.kind === 'words' ? `kind=words words=${quoted(value.words.join(' '))}` : `kind=${value.kind}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
