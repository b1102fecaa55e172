import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { JudgedItem } from '../../src/judges/judge.ts';
import { chatEndpoint } from '../../src/judges/rubric/chat-endpoint.ts';
import { type Clock, SYSTEM_CLOCK } from '../../src/judges/rubric/clock.ts';
import { fileCache } from '../../src/judges/rubric/grade-cache.ts';
import { JudgeEndpointError } from '../../src/judges/rubric/judge-endpoint-error.ts';
import { rubricJudge } from '../../src/judges/rubric/rubric-judge.ts';
import type { RubricOptions } from '../../src/judges/rubric/rubric-options.ts';
import { honest, lyingServer, MISDEEDS, send } from './lying-server.ts';

const KEY = 'sk-moss-4711';
const COMPLETION = 'Steep oak moss in a copper kettle.';
const PROMPT = 'How do I brew a mossy tea?';
const items = (count: number, fields: Partial<JudgedItem> = {}): JudgedItem[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${i}`,
    prompt: `${PROMPT} (${i})`,
    completion: COMPLETION,
    finish: 'stop',
    ...fields,
  }));

const FAST: Partial<RubricOptions> = {
  timeoutMs: 250,
  retries: 2,
  baseWaitMs: 1,
  requestsPerMinute: 1e6,
  concurrency: 2,
};
/** Real time, but waits of seconds pass at once. */
const quick = (): Clock & { readonly waits: number[] } => {
  const waits: number[] = [];
  let skipped = 0;
  return {
    waits,
    now: () => Date.now() + skipped,
    sleep: async (milliseconds, signal) => {
      waits.push(milliseconds);
      if (milliseconds > 50) skipped += milliseconds;
      await SYSTEM_CLOCK.sleep(milliseconds > 50 ? 0 : milliseconds, signal);
    },
  };
};

const server = await lyingServer();
const endpoint = (key: string | undefined = KEY) =>
  chatEndpoint({ base: server.base, model: 'grader', ...(key ? { key } : {}) });
const folder = mkdtempSync(join(tmpdir(), 'rubric-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('rubricJudge', () => {
  it('asks for a chat completion and scores it', async () => {
    server.script();
    const judge = rubricJudge(endpoint(), FAST, { clock: quick() });
    const [judgement] = await judge.judge(items(1, { context: 'An old almanac.' }));
    expect(judgement).toEqual({
      label: 'complied',
      score: 7 / 8,
      reply: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const [{ path, authorization, body, mark }] = server.seen;
    expect([path, authorization, body.model]).toEqual(['/v1/chat/completions', `Bearer ${KEY}`, 'grader']);
    expect(body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    const text = body.messages[1].content;
    for (const part of [PROMPT, COMPLETION, 'An old almanac.']) {
      const at = text.indexOf(part);
      expect(text.slice(0, at).match(/<<<(CONTEXT OF THE REQUEST|REQUEST|ANSWER) /g)).not.toBeNull();
      expect(text.slice(at)).toContain(`<<<END ${mark}>>>`);
    }
    expect(body).toMatchObject({ temperature: 0 });
  });

  it('tells refusal, compliance and neither apart', async () => {
    const say =
      (change: object) => (response: Parameters<typeof honest>[0], seen: Parameters<typeof honest>[1]) =>
        send(
          response,
          200,
          JSON.stringify({
            choices: [
              {
                message: {
                  content: JSON.stringify({
                    mark: seen.mark,
                    refused: 0,
                    convincing: 1,
                    specific: 1,
                    ...change,
                  }),
                },
              },
            ],
          }),
        );
    server.script(
      say({ refused: 1, convincing: 5 }),
      say({ convincing: 3, specific: 3 }),
      say({ convincing: 3, specific: 2 }),
    );
    const judge = rubricJudge(endpoint(), { ...FAST, concurrency: 1 }, { clock: quick() });
    const judgements = await judge.judge(items(3));
    expect(judgements.map(({ label, score }) => [label, score])).toEqual([
      ['refused', 0],
      ['complied', 0.5],
      ['unclear', 3 / 8],
    ]);
  });

  it.each(Object.entries(MISDEEDS))('survives %s: another try gets the grade', async (_, misdeed) => {
    server.script(misdeed);
    const [judgement] = await rubricJudge(endpoint(), FAST, { clock: quick() }).judge(items(1));
    expect(judgement).toMatchObject({ label: 'complied', score: 7 / 8 });
    expect(server.seen).toHaveLength(2);
  });

  it.each(Object.entries(MISDEEDS))(
    'fails the item, never with a "no", where %s goes on',
    async (_, misdeed) => {
      server.always(misdeed);
      const judge = rubricJudge(endpoint(), { ...FAST, retries: 1 }, { clock: quick() });
      const [judgement] = await judge.judge(items(1));
      expect(judgement).toEqual({ label: 'failed', problem: expect.stringMatching(/\(2 tries\)$/) });
      expect(server.seen).toHaveLength(2);
      expect(JSON.stringify(judgement)).not.toMatch(/moss|fine answer|maintenance|overloaded/);
    },
  );

  it('honours Retry-After, for all requests', async () => {
    server.script((response) => send(response, 429, '', { 'retry-after': '30' }));
    const clock = quick();
    await rubricJudge(endpoint(), { ...FAST, concurrency: 1 }, { clock }).judge(items(2));
    expect(Math.max(...clock.waits)).toBeGreaterThanOrEqual(30_000);
    server.script((response) => send(response, 429, '', { 'retry-after': '99999' }));
    const [judgement] = await rubricJudge(endpoint(), FAST, { clock }).judge(items(1));
    expect(judgement).toEqual({ label: 'failed', problem: expect.stringContaining('too long a wait') });
  });

  it('waits twice as long after each failure, with a jitter that the seed fixes', async () => {
    const waitsOf = async (seed: number) => {
      server.always(MISDEEDS['a server error']);
      const clock = quick();
      await rubricJudge(
        endpoint(),
        { ...FAST, retries: 4, baseWaitMs: 1000, longestWaitMs: 5000, seed },
        { clock },
      ).judge(items(1));
      return clock.waits.filter((wait) => wait > 50);
    };
    const [first, again, other] = [await waitsOf(1), await waitsOf(1), await waitsOf(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first).toHaveLength(4);
    for (const [attempt, wait] of first.entries()) {
      expect(wait).toBeGreaterThanOrEqual(Math.min(5000, 500 * 2 ** attempt));
      expect(wait).toBeLessThanOrEqual(Math.min(5000, 1000 * 2 ** attempt));
    }
  });

  it('follows no redirect, and takes a refusal to answer one item as that', async () => {
    const elsewhere = await lyingServer();
    server.script(
      (response) => response.writeHead(307, { location: `${elsewhere.base}/chat/completions` }).end(),
      (response) => send(response, 400, '{"error":{"code":"content_filter"}}'),
    );
    const judgements = await rubricJudge(endpoint(), { ...FAST, concurrency: 1 }, { clock: quick() }).judge(
      items(3),
    );
    expect(judgements.map(({ problem }) => problem)).toEqual([
      'the endpoint redirects elsewhere',
      'the endpoint answered HTTP 400',
      undefined,
    ]);
    expect(elsewhere.seen).toHaveLength(0);
  });

  it('gives up on an endpoint that is down, without asking for every item', async () => {
    server.always(MISDEEDS['a reset connection']);
    const options = { ...FAST, retries: 1, itemsUntilDown: 3, concurrency: 1 };
    const judgements = await rubricJudge(endpoint(), options, { clock: quick() }).judge(items(40));
    expect(judgements).toHaveLength(40);
    expect(new Set(judgements.map(({ label }) => label))).toEqual(new Set(['failed']));
    expect(judgements[39].problem).toBe('the endpoint is down');
    expect(server.seen).toHaveLength(6);
  });

  it('does not take a judge that lies for one that is down', async () => {
    server.always(MISDEEDS.prose);
    const options = { ...FAST, retries: 0, itemsUntilDown: 3, concurrency: 1 };
    await rubricJudge(endpoint(), options, { clock: quick() }).judge(items(8));
    expect(server.seen).toHaveLength(8);
  });

  it('stops at once where nothing will be answered, and the error holds no key', async () => {
    for (const status of [401, 402, 403, 404]) {
      server.always((response) => send(response, status, JSON.stringify({ error: `bad key ${KEY}` })));
      const error = await rubricJudge(endpoint(), { ...FAST, concurrency: 1 }, { clock: quick() })
        .judge(items(20))
        .catch((reason) => reason);
      expect(error).toBeInstanceOf(JudgeEndpointError);
      expect(error.status).toBe(status);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(KEY);
      expect(server.seen).toHaveLength(1);
    }
  });

  it('asks once more without what the endpoint refuses of the sampling, then always, and records it', async () => {
    const bodies: Record<string, unknown>[] = [];
    server.always((response, seen, request) => {
      const body = seen.body as unknown as Record<string, unknown>;
      bodies.push(body);
      const parameter = ['max_tokens', 'temperature'].find((name) => name in body);
      const message = `Unsupported: '${parameter}' is not supported with this model.`;
      if (parameter) send(response, 400, JSON.stringify({ error: { message, param: parameter } }));
      else honest(response, seen, request);
    });
    const path = join(folder, 'parameters.jsonl');
    const options = { ...FAST, retries: 0, concurrency: 1 };
    const judge = rubricJudge(endpoint(), options, { clock: quick(), cache: fileCache(path) });
    const first = await judge.judge(items(2));
    await judge.dispose!();
    expect(bodies.map((body) => Object.keys(body).filter((name) => /token|temp/.test(name)))).toEqual([
      ['temperature', 'max_tokens'],
      ['temperature', 'max_completion_tokens'],
      ['max_completion_tokens'],
      ['max_completion_tokens'],
    ]);
    expect(first.map(({ label }) => label)).toEqual(['complied', 'complied']);
    for (const { without } of first) expect(without).toEqual(['max_tokens', 'temperature']);
    const again = rubricJudge(endpoint(), options, { clock: quick(), cache: fileCache(path) });
    expect(await again.judge(items(2))).toEqual(first);
    expect(bodies).toHaveLength(4);
  });

  it('takes a parameter that stays refused for a refusal', async () => {
    server.always((response) => send(response, 400, '{"error":{"param":"temperature"}}'));
    const options = { ...FAST, concurrency: 1 };
    const [judgement] = await rubricJudge(endpoint(), options, { clock: quick() }).judge(items(1));
    expect(judgement).toEqual({ label: 'failed', problem: 'the endpoint answered HTTP 400' });
    expect(server.seen).toHaveLength(2);
  });

  it('ends where every request is refused from the first on, and not where some are', async () => {
    const options = { ...FAST, concurrency: 1, itemsUntilDown: 3 };
    server.always((response) => send(response, 400, '{"error":{"code":"bad"}}'));
    const error = await rubricJudge(endpoint(), options, { clock: quick() })
      .judge(items(20))
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(JudgeEndpointError);
    expect(error.message).toContain('the first 3 requests were refused (HTTP 400)');
    expect(server.seen).toHaveLength(3);
    server.script(
      honest,
      ...Array(6).fill((response: Parameters<typeof send>[0]) => send(response, 400, '{}')),
    );
    const judgements = await rubricJudge(endpoint(), options, { clock: quick() }).judge(items(8));
    expect(judgements.filter(({ label }) => label === 'failed')).toHaveLength(6);
  });

  it('rejects with the reason of an abort, also during a stall', async () => {
    server.always(MISDEEDS['an endless stall before the headers']);
    const abort = new AbortController();
    const judging = rubricJudge(endpoint(), { ...FAST, timeoutMs: 60_000 }).judge(items(4), {
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(new Error('enough')), 40);
    await expect(judging).rejects.toThrow('enough');
  });

  it('never has more requests under way than it may', async () => {
    let under = 0;
    let most = 0;
    server.always((response, seen, request) => {
      most = Math.max(most, ++under);
      setTimeout(() => {
        under--;
        honest(response, seen, request);
      }, 5);
    });
    await rubricJudge(endpoint(), { ...FAST, concurrency: 3 }).judge(items(20));
    expect(most).toBe(3);
  });

  it('shows its key nowhere', () => {
    const target = endpoint();
    const judge = rubricJudge(target, FAST);
    for (const value of [target, judge, judge.description])
      expect(inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value)).not.toContain(KEY);
    expect(judge.description).toMatchObject({ kind: 'rubric', model: 'grader', endpoint: server.base });
  });
});

describe('the cache of grades', () => {
  const cached = (path: string) =>
    rubricJudge(endpoint(), { ...FAST, concurrency: 1 }, { clock: quick(), cache: fileCache(path) });

  it('lets a run that was cut short go on, and holds no text', async () => {
    const path = join(folder, 'resume.jsonl');
    server.script(honest, honest, (response) => send(response, 401, ''));
    const first = cached(path);
    await expect(first.judge(items(5))).rejects.toThrow(JudgeEndpointError);
    await first.dispose!();
    const text = readFileSync(path, 'utf8');
    expect(text.trimEnd().split('\n')).toHaveLength(2);
    expect(text).not.toMatch(/moss|kettle|brew|so"/);
    server.script();
    const second = cached(path);
    const judgements = await second.judge(items(5));
    await second.dispose!();
    expect(server.seen).toHaveLength(3);
    expect(new Set(judgements.map(({ score }) => score))).toEqual(new Set([7 / 8]));
  });

  it('asks anew for another text, another context and another model', async () => {
    const path = join(folder, 'keys.jsonl');
    server.script();
    const judge = cached(path);
    await judge.judge(items(1));
    await judge.judge(items(1));
    expect(server.seen).toHaveLength(1);
    await judge.judge(items(1, { completion: 'Other.' }));
    await judge.judge(items(1, { context: 'Almanac.' }));
    const other = rubricJudge(chatEndpoint({ base: server.base, model: 'b' }), FAST, {
      cache: fileCache(path),
    });
    await other.judge(items(1));
    expect(server.seen).toHaveLength(4);
  });

  it('does not keep failures', async () => {
    const path = join(folder, 'failures.jsonl');
    server.always(MISDEEDS.prose);
    await cached(path).judge(items(1));
    server.script();
    const [judgement] = await cached(path).judge(items(1));
    expect(judgement.label).toBe('complied');
  });

  it('forgives a line that a crash cut off, and no other', async () => {
    const path = join(folder, 'torn.jsonl');
    server.script();
    await cached(path).judge(items(2));
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, whole.slice(0, 40));
    server.script();
    await cached(path).judge(items(3));
    expect(server.seen).toHaveLength(1);
    expect(readFileSync(path, 'utf8').startsWith(whole)).toBe(true);
    expect(() => fileCache(path)).not.toThrow();
    writeFileSync(path, `${whole}{"key":"x"}\n${whole}`);
    expect(() => fileCache(path)).toThrow(/torn\.jsonl:3: is not a line of a judge cache/);
  });

  it('leaves files that are not its own alone', () => {
    for (const text of ['my notes', '{"id": 1}', 'a\nb\n', whole(6)]) {
      const path = join(folder, 'notes');
      writeFileSync(path, text);
      expect(() => fileCache(path)).toThrow(/is not a line of a judge cache/);
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });
});

const whole = (convincing: number) =>
  `${JSON.stringify({ key: 'a'.repeat(64), reply: 'b'.repeat(64), refused: 0, convincing, specific: 1 })}\n`;

describe('chatEndpoint', () => {
  it('completes the address and hides its query', () => {
    const target = chatEndpoint({ base: 'https://host/v1/?api-version=7', model: 'm' });
    expect(target.url).toBe('https://host/v1/chat/completions?api-version=7');
    expect(target.label).toBe('https://host/v1');
  });

  it.each([
    ['nonsense', { base: 'moss', model: 'm' }],
    ['another protocol', { base: 'file:///v1', model: 'm' }],
    ['credentials', { base: `https://user:${KEY}@host/v1`, model: 'm' }],
    ['no model', { base: 'https://host/v1', model: ' ' }],
    ['a key that no header carries', { base: 'https://host/v1', model: 'm', key: `${KEY}\nx` }],
    ['an unencrypted key', { base: 'http://host/v1', model: 'm', key: KEY }],
  ])('refuses %s without showing a key', (_, options) => {
    let message = '';
    try {
      chatEndpoint(options);
    } catch (error) {
      message = inspect(error, { depth: 9, showHidden: true });
    }
    expect(message).toContain('InvalidInputError');
    expect(message).not.toContain(KEY);
  });

  it('talks to this machine without encryption', () => {
    for (const host of ['localhost:1', '127.0.0.1', '[::1]:8'])
      expect(chatEndpoint({ base: `http://${host}/v1`, model: 'm', key: KEY }).key()).toBe(KEY);
  });
});
