import { expect, it } from 'vitest';
import { Turnstile } from './turnstile.ts';

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

it('lets work through together, and one alone between those before and those after it', async () => {
  const turnstile = new Turnstile();
  const log: string[] = [];
  const [first, alone] = [gate(), gate()];
  const work = (name: string, until: Promise<void>) => async () => {
    log.push(`${name} in`);
    await until;
    log.push(`${name} out`);
    return name;
  };
  const done = [turnstile.together(work('a', first.opened)), turnstile.together(work('b', first.opened))];
  await Promise.resolve();
  done.push(turnstile.alone(work('judge', alone.opened)), turnstile.together(work('c', Promise.resolve())));
  first.open();
  await done[1];
  alone.open();
  expect(await Promise.all(done)).toEqual(['a', 'b', 'judge', 'c']);
  expect(log).toEqual(['a in', 'b in', 'a out', 'b out', 'judge in', 'judge out', 'c in', 'c out']);
});

it('goes on after work that fails', async () => {
  const turnstile = new Turnstile();
  const fail = (): Promise<never> => Promise.reject(new Error('no'));
  await expect(turnstile.together(fail)).rejects.toThrow('no');
  await expect(turnstile.alone(fail)).rejects.toThrow('no');
  expect(await turnstile.together(async () => 1)).toBe(1);
});
