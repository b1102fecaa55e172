import { Help, Option } from 'commander';

const help = new Help();

/** An option's description in help: a switch that is off by default needs no "(default: false)". */
export function describeOption(option: Option): string {
  const off = option.isBoolean() && option.defaultValue === false;
  return help.optionDescription(off ? new Option(option.flags, option.description) : option);
}
