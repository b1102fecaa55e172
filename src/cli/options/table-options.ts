import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AuditOption } from '../../audit/subject/audit-option.ts';
import { RENAMED_FLAGS } from './renamed-flags.ts';

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `fitPrompts` → `fit-prompts`. */
export const flagName = (name: string): string => RENAMED_FLAGS[name] ?? dashed(name);

/** The flag that an option had before; it goes on to be taken. Undefined where it has only one. */
export const oldFlagName = (name: string): string | undefined =>
  name in RENAMED_FLAGS ? dashed(name) : undefined;

/** Adds options of a table to a command, under the table's heading. */
export function addTableOptions(
  command: Command,
  heading: string,
  options: Readonly<Record<string, AuditOption>>,
): Command {
  command.optionsGroup(`${heading}:`);
  for (const [name, option] of Object.entries(options)) {
    command.addOption(commanderOption(flagName(name), option));
    const old = oldFlagName(name);
    if (old !== undefined)
      command.addOption(commanderOption(old, { ...option, default: undefined }).hideHelp());
  }
  return command;
}

/** The words of the command line as values of the table; only options that were given. */
export function givenOptions<Name extends string>(
  command: Command,
  names: readonly Name[],
): Partial<Record<Name, unknown>> {
  const values = command.opts();
  return Object.fromEntries(
    names.flatMap((name) => {
      const given = [flagName(name), oldFlagName(name)]
        .map((flag) => flag && attributeOf(flag))
        .find((key) => key && command.getOptionValueSource(key) === 'cli');
      return given ? [[name, values[given]]] : [];
    }),
  ) as Partial<Record<Name, unknown>>;
}

/** As commander keeps its value: `fit-prompts` → `fitPrompts`. */
const attributeOf = (flag: string): string =>
  flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function commanderOption(flag: string, option: AuditOption): Option {
  const { describes, written, placeholder, choices } = option;
  const value = written === 'switch' ? '' : ` <${placeholder}${written === 'words' ? '...' : ''}>`;
  const made = new Option(`--${flag}${value}`, describes);
  if (option.default !== undefined) made.default(option.default);
  if (choices) made.choices([...choices]);
  // Of a list between commas each word is one of them: the schema looks.
  if (choices && written !== 'commas') return made;
  if (written === 'switch' || written === 'words') return made;
  return made.argParser((text: string, earlier: unknown) => {
    const given = givenValue(option, text);
    const checked = option.schema.safeParse(given);
    if (!checked.success) throw new InvalidArgumentError(checked.error.issues[0].message);
    return written === 'repeated' ? [...((earlier as unknown[]) ?? []), text] : given;
  });
}

/** A word of the command line as audit.toml would write it. */
function givenValue({ written, numeric }: AuditOption, text: string): unknown {
  // A word that is not a number stays as it is, for the schema to refuse.
  const item = (part: string): unknown => (numeric && part.trim() !== '' ? toNumber(part) : part);
  if (written === 'commas') return text === 'none' ? [] : text.split(',').map(item);
  return written === 'repeated' ? [text] : item(text);
}

const toNumber = (text: string): unknown => (Number.isNaN(Number(text)) ? text : Number(text));
