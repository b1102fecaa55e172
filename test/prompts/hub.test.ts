import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { HubError } from '../../src/hub/hub-error.ts';
import { hubSettings } from '../../src/hub/hub-settings.ts';
import { parseHubSource } from '../../src/prompts/hub/hub-source.ts';
import { readPromptSet } from '../../src/prompts/read-prompt-set.ts';
import { type MockHub, startMockHub } from '../hub/mock-hub.ts';

const [OLD, NEW] = ['a', 'b'].map((digit) => digit.repeat(40));
const TEA = 'goal,target\nBrew tea,Sure\nGrow moss,Sure\n';
const parquet = (compression: string) => readFileSync(`test/goldens/prompts/alpaca-${compression}.parquet`);

let hub: MockHub;
let home: string;
let environment: Record<string, string>;

beforeAll(async () => {
  const gated = { revisions: { main: NEW }, commits: { [NEW]: { 'tea.csv': TEA } } };
  hub = await startMockHub({
    'org/tea': {
      revisions: { main: NEW, 'refs/convert/parquet': OLD, v1: OLD },
      commits: {
        [OLD]: { 'tea.csv': 'goal,target\nBrew old tea,Sure\n' },
        [NEW]: { '.gitattributes': '*', 'README.md': '# Tea', 'dataset_infos.json': '{}', 'tea.csv': TEA },
      },
    },
    'org/splits': {
      revisions: { main: NEW },
      commits: {
        [NEW]: {
          'data/train-00001-of-00002-1a2b3c.parquet': parquet('gzip'),
          'data/train-00000-of-00002-0f0f0f.parquet': parquet('snappy'),
          'data/harmful-behaviors.csv': 'Index,Goal,Target,Behavior,Category,Source\n0,Brew,Yes,b,c,s\n',
          'data/benign-behaviors.csv': 'Index,Goal,Target,Behavior,Category,Source\n0,Stir,Yes,b,c,s\n',
          'contextual/test.csv': TEA,
          'standard/test.csv': TEA,
        },
      },
    },
    'org/gated': { ...gated, gatedFor: { token: 'hf_right', accepted: true } },
    'org/waiting': { ...gated, gatedFor: { token: 'hf_right', accepted: false } },
    'org/private': { ...gated, private: true },
  });
});
afterAll(() => hub.close());

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hub-'));
  environment = { HF_HOME: home, HF_ENDPOINT: `${hub.endpoint}/` };
  hub.requests.length = 0;
  return () => rmSync(home, { recursive: true });
});

const read = (source: string, more: Record<string, string> = {}) =>
  readPromptSet(source, { hub: { environment: { ...environment, ...more } } });

describe('a data set on the Hub', () => {
  it('is resolved to a commit and downloaded into the shared cache, once', async () => {
    const { name, prompts, provenance } = await read('hf:org/tea');
    expect(name).toBe('tea:tea');
    expect(prompts.map(({ prompt, where }) => [prompt, where])).toEqual([
      ['Brew tea', 'hf:org/tea/tea.csv:2'],
      ['Grow moss', 'hf:org/tea/tea.csv:3'],
    ]);
    expect(provenance).toMatchObject({
      source: 'hf:org/tea',
      commit: NEW,
      files: ['tea.csv'],
      shape: 'advbench',
    });
    const folder = join(home, 'hub', 'datasets--org--tea');
    expect(readFileSync(join(folder, 'refs', 'main'), 'utf8')).toBe(NEW);
    const snapshot = join(folder, 'snapshots', NEW, 'tea.csv');
    expect(readFileSync(snapshot, 'utf8')).toBe(TEA);
    expect(realpathSync(snapshot)).toContain(join(folder, 'blobs'));
    const downloads = () => hub.requests.filter((request) => request.includes('/resolve/')).length;
    const before = downloads();
    expect(before).toBeGreaterThan(0);
    expect((await read('hf:org/tea')).provenance).toEqual(provenance);
    expect(downloads()).toBe(before);
  });

  it('keeps standard output free', async () => {
    const written = vi.spyOn(process.stdout, 'write');
    const [debug, log] = ['debug', 'log'].map((name) => vi.spyOn(console, name as 'log'));
    await read('hf:org/tea');
    for (const spy of [written, debug, log]) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('is taken at a tag, at a branch with slashes, and at a commit without asking when it is cached', async () => {
    for (const revision of ['v1', 'refs/convert/parquet', OLD]) {
      const { prompts, provenance } = await read(`hf:org/tea@${revision}`);
      expect([prompts[0].prompt, provenance.commit]).toEqual(['Brew old tea', OLD]);
    }
    hub.requests.length = 0;
    expect((await read(`hf:org/tea/tea.csv@${OLD}`)).prompts).toHaveLength(1);
    expect(hub.requests).toEqual([]);
  });

  it('is read from the cache alone when offline', async () => {
    const online = await read('hf:org/tea');
    hub.requests.length = 0;
    for (const source of ['hf:org/tea', `hf:org/tea@${NEW}`, 'hf:org/tea/tea.csv'])
      expect((await read(source, { HF_HUB_OFFLINE: '1' })).prompts).toEqual(online.prompts);
    await expect(read('hf:org/tea@v1', { HF_HUB_OFFLINE: 'true' })).rejects.toThrow(
      /revision v1 is not in the cache, and HF_HUB_OFFLINE is set/,
    );
    await expect(read(`hf:org/tea@${OLD}`, { HF_HUB_OFFLINE: 'ON' })).rejects.toThrow(/commit a+ is not in/);
    expect(hub.requests).toEqual([]);
  });
});

describe('splits', () => {
  it('are found by their name in the files, all parts in order', async () => {
    const train = await read('hf:org/splits:train');
    expect(train.provenance).toMatchObject({
      files: ['data/train-00000-of-00002-0f0f0f.parquet', 'data/train-00001-of-00002-1a2b3c.parquet'],
      rows: 80,
      kept: 60,
    });
    expect(train.prompts.at(-1)).toMatchObject({
      id: 'alpaca-80',
      where: 'hf:org/splits/data/train-00001-of-00002-1a2b3c.parquet:row 40',
    });
    const kinds = { harmful: 'harmful', benign: 'harmless' };
    for (const [split, kind] of Object.entries(kinds)) {
      const { name, prompts } = await read(`hf:org/splits:${split}`);
      expect([name, prompts[0].kind]).toEqual([`splits:${split}`, kind]);
    }
    expect((await read('hf:org/splits:standard/test')).provenance.files).toEqual(['standard/test.csv']);
  });

  it('that are not clear are an error with the candidates', async () => {
    await expect(read('hf:org/splits:test')).rejects.toThrow(
      /has 2 files named test: which one is meant is not clear\n.*candidates: contextual\/test\.csv, standard\/test\.csv\./,
    );
    await expect(read('hf:org/splits')).rejects.toThrow(/has 5 files to take where no split is given/);
    await expect(read('hf:org/splits:validation')).rejects.toThrow(
      /has no file named validation\n.*data\/train\.parquet/,
    );
    await expect(read('hf:org/splits/data/none.csv')).rejects.toThrow(/has no file data\/none\.csv/);
  });
});

describe('what the Hub refuses', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    [
      'hf:org/gated',
      {},
      /hf:org\/gated: is gated[\s\S]*Accept its conditions at .*\/datasets\/org\/gated\. Set HF_TOKEN/,
    ],
    ['hf:org/waiting', { HF_TOKEN: 'hf_right' }, /is gated[\s\S]*Is HF_TOKEN the right account/],
    ['hf:org/private', {}, /is not a data set, or a private one[\s\S]*Check the name/],
    ['hf:org/nothing', {}, /is not a data set, or a private one/],
    ['hf:org/tea@v9', {}, /has no such revision[\s\S]*tree\/main/],
    ['hf:org/broken', {}, /the Hub answers 503[\s\S]*later/],
    ['hf:org/tea', { HF_TOKEN: 'wrong' }, /cannot be downloaded \(.*must start with 'hf_'/],
  ])('%s with %o', async (source, more, message) => {
    await expect(read(source, more)).rejects.toThrow(HubError);
    await expect(read(source, more)).rejects.toThrow(message);
    expect(existsSync(join(home, 'hub', 'datasets--org--gated', 'snapshots'))).toBe(false);
  });

  it('takes the token from HF_TOKEN or the file that signing in writes', async () => {
    expect((await read('hf:org/gated', { HF_TOKEN: 'hf_right' })).prompts).toHaveLength(2);
    rmSync(join(home, 'hub'), { recursive: true });
    writeFileSync(join(home, 'token'), 'hf_right\n');
    expect((await read('hf:org/gated')).prompts).toHaveLength(2);
  });

  it('is told apart from no connection, and stops when told to', async () => {
    await expect(read('hf:org/tea', { HF_ENDPOINT: 'http://127.0.0.1:1' })).rejects.toThrow(
      /127\.0\.0\.1:1 cannot be reached \([\s\S]*HF_HUB_OFFLINE=1/,
    );
    await expect(read('hf:org/tea', { HF_ENDPOINT: 'the hub' })).rejects.toThrow(
      /HF_ENDPOINT the hub: is no/,
    );
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readPromptSet('hf:org/tea', { hub: { environment, signal } })).rejects.toThrow('enough');
  });
});

describe('hubSettings', () => {
  it('finds the cache as the other clients do', () => {
    const cache = (variables: Record<string, string>) => hubSettings(variables).cacheFolder;
    expect(cache({ HF_HUB_CACHE: '/c', HF_HOME: '/h' })).toBe('/c');
    expect(cache({ HUGGINGFACE_HUB_CACHE: '/d', HF_HOME: '/h' })).toBe('/d');
    expect(cache({ HF_HOME: '/h', XDG_CACHE_HOME: '/x' })).toBe(join('/h', 'hub'));
    expect(cache({ XDG_CACHE_HOME: '/x' })).toBe(join('/x', 'huggingface', 'hub'));
    expect(cache({ HF_HOME: '~/h' })).not.toContain('~');
    expect(cache({})).toMatch(/\.cache.huggingface.hub$/);
    expect(hubSettings({ HF_HOME: '/h' })).toMatchObject({
      endpoint: 'https://huggingface.co',
      offline: false,
    });
  });

  it('prefers the variable to the token file, and takes another file', () => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'token'), 'hf_stored');
    writeFileSync(join(home, 'other'), 'hf_other');
    expect(hubSettings({ HF_HOME: home }).token).toBe('hf_stored');
    expect(hubSettings({ HF_HOME: home, HF_TOKEN: ' hf_set ' }).token).toBe('hf_set');
    expect(hubSettings({ HF_HOME: home, HF_TOKEN_PATH: join(home, 'other') }).token).toBe('hf_other');
    expect(hubSettings({ HF_HOME: home, HF_TOKEN_PATH: join(home, 'none') }).token).toBeUndefined();
  });
});

describe('parseHubSource', () => {
  it('reads every form', () => {
    expect(parseHubSource('tea.csv')).toBeUndefined();
    expect(parseHubSource('hf:o/n')).toEqual({ repository: 'o/n' });
    expect(parseHubSource('hf:o/n:s@r/x')).toEqual({ repository: 'o/n', split: 's', revision: 'r/x' });
    expect(parseHubSource('hf:o/n:c/s')).toEqual({ repository: 'o/n', config: 'c', split: 's' });
    expect(parseHubSource('hf:o/n.m/a/b c.csv@v1')).toEqual({
      ...{ repository: 'o/n.m', file: 'a/b c.csv', revision: 'v1' },
    });
  });

  it.each(['hf:', 'hf:tea', 'hf:o/n:', 'hf:o/n@', 'hf:o/n/a.csv:s', 'hf:../n', 'hf:o/n:a/b/c'])(
    'refuses %s',
    (source) => {
      expect(() => parseHubSource(source)).toThrow(/is no Hub data set/);
    },
  );
});
