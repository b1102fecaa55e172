import { describe, expect, it } from 'vitest';
import { redactCommand } from '../../cli/options/redact-command.ts';
import { parseQueueAddress } from './queue-address.ts';

const SECRET = 'hunter2';

describe('address of a queue', () => {
  it('is shown without user and password', () => {
    const address = parseQueueAddress(`rediss://lab:${SECRET}@queue.example:6380/2`, { prefix: 'audits' });
    expect(address).toEqual({
      url: `rediss://lab:${SECRET}@queue.example:6380/2`,
      shown: 'rediss://***@queue.example:6380/2',
      prefix: 'audits',
    });
    expect(parseQueueAddress('redis://127.0.0.1').shown).toBe('redis://127.0.0.1');
  });

  it('takes a password from elsewhere where it has none, whatever is in it', () => {
    const password = 'a/b@c: %41';
    const { url, shown } = parseQueueAddress('redis://host:1', { password });
    expect(decodeURIComponent(new URL(url).password)).toBe(password);
    expect(shown).toBe('redis://***@host:1');
    expect(new URL(parseQueueAddress(`redis://u:own@host`, { password }).url).password).toBe('own');
  });

  it.each([
    ['host:6379', 'neither'],
    [`http://u:${SECRET}@host`, 'neither'],
    [`redis://u:${SECRET}@host/name`, 'database'],
    [`redis://u:${SECRET}@host?db=1`, 'after the database'],
    [`redis//u:${SECRET}@host`, 'cannot be read'],
  ])('refuses %s without repeating it', (text, problem) => {
    expect(() => parseQueueAddress(text)).toThrow(problem);
    expect(() => parseQueueAddress(text)).not.toThrow(SECRET);
  });

  it('refuses prefixes that would be patterns', () => {
    expect(() => parseQueueAddress('redis://host', { prefix: 'a*' })).toThrow('`queuePrefix`');
  });
});

it('takes user and password out of command lines', () => {
  const words = [
    'audit',
    '--queue',
    `redis://u:${SECRET}@h:1`,
    `--queue=rediss://:${SECRET}@h`,
    'x@y',
    'redis://h',
  ];
  expect(redactCommand(words)).toEqual([
    ...['audit', '--queue', 'redis://***@h:1', '--queue=rediss://***@h', 'x@y', 'redis://h'],
  ]);
});
