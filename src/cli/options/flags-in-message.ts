import type { Command, Option } from 'commander';

/** Flags of a command whose library options have another name. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  grid: ['somGrid'],
  ignoreStopTokens: ['ignoreEos'],
  judges: ['judge'],
  modelLayers: ['model'],
  sites: ['layers'],
  testForbidden: ['testHarmful'],
  testHarmless: ['testHarmlessFrom'],
  texts: ['text'],
};

/**
 * A message of the library in the words of a command: options written as `` `name` `` or `` `name: value` ``
 * become flags where the command has them. Others are left as they are.
 */
export function flagsInMessage(message: string, command: Command | undefined): string {
  if (!command) return message;
  return message.replace(/`([a-z][A-Za-z0-9]*)(?:: ([^`]+))?`/g, (whole, name: string, value?: string) => {
    const option = optionOf(command, name);
    if (!option?.long) return whole;
    return value === undefined || option.isBoolean() ? option.long : `${option.long} ${value}`;
  });
}

function optionOf(command: Command, name: string): Option | undefined {
  // In the library a source of prompts; as a flag a number of them.
  const names = name === 'testHarmful' ? ['testHarmfulFrom'] : [name, ...(OTHER_NAMES[name] ?? [])];
  for (const known of names) {
    const found = command.options.find((option) => !option.hidden && option.attributeName() === known);
    if (found) return found;
  }
  return undefined;
}
