import { describe, expect, it } from 'vitest';
import { HubClient } from './hub-client.ts';
import { hubFetch } from './hub-fetch.ts';
import { hubSettings } from './hub-settings.ts';

const settings = hubSettings({ HF_ENDPOINT: 'https://hub.test', HF_TOKEN: 'hf_secret', HF_HOME: '/nowhere' });
const repository = { type: 'model', name: 'org/name' } as const;

interface Seen {
  readonly url: string;
  readonly authorization: string | null;
  readonly accept: string | null;
}

function listening(answer: (url: string) => Response) {
  const seen: Seen[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : {}));
    seen.push({ url, authorization: headers.get('authorization'), accept: headers.get('accept') });
    return answer(url);
  };
  return { seen, fetch };
}

describe('hubFetch', () => {
  it.each([
    ['https://hub.test/api/x', 'Bearer hf_secret'],
    ['https://evil.test/api/x', null],
    ['http://hub.test/api/x', null],
    ['https://hub.test:8443/api/x', null],
    ['https://hub.test.evil.test/', null],
    ['https://hub.test@evil.test/', null],
  ])('%s is sent the token %s', async (url, authorization) => {
    const { seen, fetch } = listening(() => new Response('{}'));
    const ask = hubFetch(repository, settings, { fetch });
    const headers = { authorization: 'Bearer hf_secret', accept: 'application/json' };
    await ask(url, { headers });
    await ask(new URL(url), { headers: new Headers(headers) });
    await ask(new Request(url.replace('hub.test@', ''), { headers }));
    expect(seen.map((each) => each.authorization)).toEqual([authorization, authorization, authorization]);
    expect(seen.map(({ accept }) => accept)).toEqual(Array(3).fill('application/json'));
  });

  it('keeps the token from the host that a listing calls its next page', async () => {
    const { seen, fetch } = listening((url) =>
      Response.json([{ type: 'file', path: 'a', size: 1, oid: 'a'.repeat(40) }], {
        headers: url.includes('hub.test') ? { link: '<https://evil.test/api/page2>; rel="next"' } : {},
      }),
    );
    const client = new HubClient(repository, settings, { fetch });
    await client.files('c'.repeat(40), { recursive: false });
    expect(seen.map(({ url, authorization }) => [new URL(url).host, authorization])).toEqual([
      ['hub.test', 'Bearer hf_secret'],
      ['evil.test', null],
    ]);
  });
});
