import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AuditOption } from '../../audit/subject/audit-option.ts';

/** `fitPrompts` → `fit-prompts`. */
export const flagName = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Adds options of a table to a command, under the table's heading. */
export function addTableOptions(
  command: Command,
  heading: string,
  options: Readonly<Record<string, AuditOption>>,
): Command {
  command.optionsGroup(`${heading}:`);
  for (const [name, option] of Object.entries(options)) command.addOption(commanderOption(name, option));
  return command;
}

/** The words of the command line as values of the table; only options that were given. */
export function givenOptions<Name extends string>(
  command: Command,
  names: readonly Name[],
): Partial<Record<Name, unknown>> {
  const values = command.opts();
  return Object.fromEntries(
    names.filter((name) => command.getOptionValueSource(name) === 'cli').map((name) => [name, values[name]]),
  ) as Partial<Record<Name, unknown>>;
}

function commanderOption(name: string, option: AuditOption): Option {
  const { describes, written, placeholder, choices } = option;
  const value = written === 'switch' ? '' : ` <${placeholder}${written === 'words' ? '...' : ''}>`;
  const made = new Option(`--${flagName(name)}${value}`, describes);
  if (option.default !== undefined) made.default(option.default);
  if (choices) return made.choices([...choices]);
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
