import { InvalidArgumentError, Option } from 'commander';
import { parseSize } from '../../formats/parse-size.ts';

/** How much memory a large model's engine may take, of every command that runs one. */
export function memoryOption(): Option {
  return new Option(
    '--memory <size>',
    'most memory for a large model, as 12GiB or 12GB; default what is available',
  ).argParser((text) => {
    const bytes = parseSize(text);
    if (bytes === undefined) throw new InvalidArgumentError('expected a size as 12GiB or 900MB.');
    return bytes;
  });
}
