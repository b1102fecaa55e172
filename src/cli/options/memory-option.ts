import { InvalidArgumentError, Option } from 'commander';
import { parseSize } from '../../formats/parse-size.ts';

/** --memory, the most memory for a large model's engine, of every command that runs one. */
export function memoryOption(): Option {
  return new Option(
    '--memory <size>',
    'most memory for a large model, such as 12GiB or 12GB (default: the memory available)',
  ).argParser((text) => {
    const bytes = parseSize(text);
    if (bytes === undefined) throw new InvalidArgumentError('expected a size such as 12GiB or 900MB.');
    return bytes;
  });
}
