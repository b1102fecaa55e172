import { Help, Option } from 'commander';

const help = new Help();

/** An option as help describes it: a switch that is off unless it is given needs no "(default: false)". */
export function describeOption(option: Option): string {
  const off = option.isBoolean() && option.defaultValue === false;
  return help.optionDescription(off ? new Option(option.flags, option.description) : option);
}
