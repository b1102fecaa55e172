import { InvalidArgumentError, Option } from 'commander';

/** How much memory a large model's engine may take, of every command that runs one. */
export function memoryOption(): Option {
  return new Option(
    '--memory <size>',
    'most memory for a large model, as 12GiB or 12GB; default what is available',
  ).argParser(parseSize);
}

const FACTORS: Readonly<Record<string, number>> = {
  MB: 1e6,
  MIB: 2 ** 20,
  GB: 1e9,
  GIB: 2 ** 30,
};

function parseSize(text: string): number {
  const [, number, unit] = /^([0-9]+(?:\.[0-9]+)?) ?(MB|MiB|GB|GiB)$/i.exec(text) ?? [];
  const bytes = Number(number) * (FACTORS[unit?.toUpperCase() ?? ''] ?? Number.NaN);
  if (!(bytes > 0)) throw new InvalidArgumentError('expected a size as 12GiB or 900MB.');
  return bytes;
}
