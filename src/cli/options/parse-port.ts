import { InvalidArgumentError } from 'commander';

/** A TCP port; 0 stands for any free one. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('expected a port from 0 to 65535.');
  return port;
}
