import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import type { DownloadProgress } from '../../src/hub/download-progress.ts';
import { HubError } from '../../src/hub/hub-error.ts';
import type { HubOptions } from '../../src/hub/hub-options.ts';
import { pinnedModel } from '../../src/stages/model/pinned-model.ts';
import { resolveModel } from '../../src/stages/model/resolve-model.ts';
import { type Fault, type MockHub, startMockHub } from './mock-hub.ts';
import { commitOf, ORGANISM_FILES, SHARDED_FILES } from './model-fixtures.ts';

const [OLD, NEW] = ['a', 'b'].map(commitOf);
const WEIGHTS = ORGANISM_FILES['model.safetensors'];
const HASH = createHash('sha256').update(WEIGHTS).digest('hex');
const at = (files: Record<string, string | Uint8Array>) => ({
  revisions: { main: NEW },
  commits: { [NEW]: files },
});
const without = (name: string) =>
  Object.fromEntries(Object.entries(ORGANISM_FILES).filter(([each]) => each !== name));

let hub: MockHub;
let home: string;
let environment: Record<string, string>;
/** Of the weights of `org/faulty`. */
const faults: Fault[] = [];

beforeAll(async () => {
  hub = await startMockHub({
    'models/org/whole': {
      revisions: { main: NEW, v1: OLD, 'refs/pr/1': OLD },
      commits: {
        [OLD]: ORGANISM_FILES,
        [NEW]: {
          ...ORGANISM_FILES,
          'README.md': '# A model',
          'pytorch_model.bin': 'pickles',
          'consolidated.safetensors': 'a second copy',
          'model.gguf': 'a third',
          'onnx/model.safetensors': 'a fourth',
          'original/tokenizer.model': 'another form',
        },
      },
    },
    'models/org/sharded': at({ ...SHARDED_FILES, 'consolidated.safetensors': 'a second copy' }),
    'models/org/faulty': { ...at(ORGANISM_FILES), faults: { 'model.safetensors': faults } },
    'models/org/gated': { ...at(ORGANISM_FILES), gatedFor: { token: 'hf_right', accepted: true } },
    'models/org/waiting': { ...at(ORGANISM_FILES), gatedFor: { token: 'hf_right', accepted: false } },
    'models/org/private': { ...at(ORGANISM_FILES), private: true },
    'models/org/huge': { ...at(ORGANISM_FILES), sizes: { 'model.safetensors': 1e18 } },
    'models/org/pickled': at({ ...without('model.safetensors'), 'pytorch_model.bin': 'x' }),
    'models/org/gguf': at({ 'model-q4.gguf': 'x' }),
    'models/org/adapter': at({ 'adapter_config.json': '{}', 'adapter_model.safetensors': 'x' }),
    'models/org/strange': at({ ...ORGANISM_FILES, 'config.json': '{"architectures":["MambaForCausalLM"]}' }),
    'models/org/lacking': at({ ...SHARDED_FILES, ...{ 'model.safetensors.index.json': lackingIndex() } }),
  });
});
afterAll(() => hub.close());

function lackingIndex(): string {
  const index = JSON.parse(Buffer.from(SHARDED_FILES['model.safetensors.index.json']).toString());
  return JSON.stringify({ weight_map: { ...index.weight_map, extra: 'model-00005-of-00005.safetensors' } });
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hub-'));
  environment = { HF_HOME: home, HF_ENDPOINT: `${hub.endpoint}/` };
  hub.requests.length = hub.contents.length = faults.length = 0;
  return () => rmSync(home, { recursive: true });
});

const open = (model: string, more: Record<string, string> = {}, options: HubOptions = {}) =>
  resolveModel(model, { environment: { ...environment, ...more }, retryDelay: 0, ...options });
const cacheOf = (name: string) => join(home, 'hub', `models--org--${name}`);
const weightRequests = () =>
  hub.contents.filter(({ path }) => path.endsWith('.safetensors')).map(({ range }) => range);

describe('a model on the Hub', () => {
  it('comes into the shared cache, only the files that are needed, and opens from there', async () => {
    const checkpoint = await open('hf:org/whole', { HF_TOKEN: 'hf_mine' });
    expect([checkpoint.name, checkpoint.commit]).toEqual(['org/whole', NEW]);
    expect(checkpoint.folder).toBe(join(cacheOf('whole'), 'snapshots', NEW));
    expect(readdirSync(checkpoint.folder).sort()).toEqual(Object.keys(ORGANISM_FILES).sort());
    expect(checkpoint.tokenizer().vocabularySize).toBeGreaterThan(1000);
    expect(hub.contents.map(({ path }) => path).sort()).toEqual(Object.keys(ORGANISM_FILES).sort());
    // The store, another host, is not shown the token.
    for (const { path, token } of hub.contents) expect(token).toBe(path !== 'model.safetensors');
  });

  it('is laid out as the Python client does', async () => {
    await open('hf:org/whole');
    const link = join(cacheOf('whole'), 'snapshots', NEW, 'model.safetensors');
    expect(readlinkSync(link)).toBe(join('..', '..', 'blobs', HASH));
    expect(readFileSync(link).equals(WEIGHTS)).toBe(true);
    expect(readFileSync(join(cacheOf('whole'), 'refs', 'main'), 'utf8')).toBe(NEW);
    const git = createHash('sha1').update(`blob ${ORGANISM_FILES['config.json'].length}\0`);
    expect(readdirSync(join(cacheOf('whole'), 'blobs'))).toContain(
      git.update(ORGANISM_FILES['config.json']).digest('hex'),
    );
    // Nothing is left of locks and partial files.
    expect(readdirSync(join(home, 'hub', '.locks', 'models--org--whole'))).toEqual([]);
    expect(readdirSync(join(cacheOf('whole'), 'blobs')).filter((name) => name.includes('.'))).toEqual([]);
  });

  it('is not downloaded again: one request for a branch, none for a commit or offline', async () => {
    const first = await open('hf:org/whole');
    hub.requests.length = 0;
    expect((await open('hf:org/whole')).folder).toBe(first.folder);
    expect(hub.requests).toHaveLength(1);
    for (const [model, more] of [
      [`hf:org/whole@${NEW}`, {}],
      ['hf:org/whole', { HF_HUB_OFFLINE: '1' }],
      [pinnedModel('hf:org/whole', first), { HF_HUB_OFFLINE: '1' }],
    ] as const)
      expect((await open(model, more)).folder).toBe(first.folder);
    expect(hub.requests).toHaveLength(1);
  });

  it('is taken at a branch, a tag, a pull request and a commit; contents are shared', async () => {
    await open('hf:org/whole');
    hub.contents.length = 0;
    for (const revision of ['v1', 'refs/pr/1', OLD])
      expect((await open(`hf:org/whole@${revision}`)).commit).toBe(OLD);
    expect(hub.contents).toEqual([]);
    expect(readFileSync(join(cacheOf('whole'), 'refs', 'refs', 'pr', '1'), 'utf8')).toBe(OLD);
  });

  it('is the same model when it is given by its folder in the cache', async () => {
    const { folder } = await open('hf:org/whole');
    expect(await resolveModel(folder)).toMatchObject({ name: 'org/whole', commit: NEW });
    expect(pinnedModel('hf:org/whole', { name: 'org/whole', commit: NEW })).toBe(`hf:org/whole@${NEW}`);
    expect(pinnedModel(folder, { name: 'org/whole', commit: NEW })).toBe(folder);
  });

  it('tells how far it is', async () => {
    const seen: DownloadProgress[] = [];
    await open('hf:org/whole', {}, { onProgress: (progress) => seen.push(progress) });
    const weights = seen.filter(({ total }) => total === WEIGHTS.length);
    expect(weights.at(-1)).toEqual({ repository: 'org/whole', done: WEIGHTS.length, total: WEIGHTS.length });
    expect(weights.map(({ done }) => done)).toEqual(weights.map(({ done }) => done).sort((a, b) => a - b));
  });
});

describe('links of the cache', () => {
  const tokens = { sequences: [{ tokens: [1, 5, 9], promptLength: 3 }] };
  const request = {
    ...tokens,
    sites: [{ layer: 1, point: 'resid_post' as const }],
    positions: 'last' as const,
  };
  const capture = async (checkpoint: Awaited<ReturnType<typeof open>>) => {
    const engine = await OnnxEngine.open(checkpoint);
    try {
      return [...(await engine.capture(request)).values()].map((each) => [...(each as Float32Array)]);
    } finally {
      await engine.dispose();
    }
  };

  it('are followed to shards in place, in one folder or, as newer Python clients share them, in several', async () => {
    const expected = await capture(await resolveModel('test/goldens/models/llama31'));
    const checkpoint = await open('hf:org/sharded');
    const shards = [...new Set([...checkpoint.tensors.values()].map(({ file }) => file))];
    expect(shards).toHaveLength(4);
    for (const shard of shards) expect(lstatSync(shard).isSymbolicLink()).toBe(true);
    expect(await capture(checkpoint)).toEqual(expected);
    // <cache>/blobs/<two digits>/<hash> holds the content, blobs/<hash> of the repository is a link to it.
    for (const blob of readdirSync(join(cacheOf('sharded'), 'blobs'))) {
      const own = join(cacheOf('sharded'), 'blobs', blob);
      const shared = join(home, 'hub', 'blobs', blob.slice(0, 2), blob);
      mkdirSync(dirname(shared), { recursive: true });
      renameSync(own, shared);
      symlinkSync(relative(dirname(own), shared), own);
    }
    expect(await capture(await open('hf:org/sharded', { HF_HUB_OFFLINE: '1' }))).toEqual(expected);
  });
});

describe('a cache that Python filled', () => {
  /** As transformers leaves it: what it asked for, and the commit of the branch. */
  function python(files: Record<string, Uint8Array>): void {
    const folder = cacheOf('whole');
    for (const part of ['blobs', 'refs', join('snapshots', NEW)])
      mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'refs', 'main'), NEW);
    for (const [name, content] of Object.entries(files)) {
      const hash = createHash(name.endsWith('.safetensors') ? 'sha256' : 'sha1');
      const blob = hash
        .update(name.endsWith('.safetensors') ? '' : `blob ${content.length}\0`)
        .update(content)
        .digest('hex');
      writeFileSync(join(folder, 'blobs', blob), content);
      symlinkSync(join('..', '..', 'blobs', blob), join(folder, 'snapshots', NEW, name));
    }
  }

  it('is read offline, and completed online with what is missing alone', async () => {
    python(without('tokenizer_config.json'));
    const offline = await open('hf:org/whole', { HF_HUB_OFFLINE: '1' });
    expect(offline).toMatchObject({ name: 'org/whole', commit: NEW });
    expect(hub.requests).toEqual([]);
    await open('hf:org/whole');
    expect(hub.contents.map(({ path }) => path)).toEqual(['tokenizer_config.json']);
  });

  it('that lacks weights is refused offline, saying which', async () => {
    python(without('model.safetensors'));
    await expect(open('hf:org/whole', { HF_HUB_OFFLINE: '1' })).rejects.toThrow(
      /model\.safetensors of commit b+ is not in the cache, and HF_HUB_OFFLINE is set\n {2}Unset/,
    );
  });
});

describe('a download that breaks off', () => {
  it('goes on where the connection was cut', async () => {
    faults.push({ cutAfter: 1_000_000 }, { cutAfter: 500_000 });
    const { folder } = await open('hf:org/faulty');
    expect(readFileSync(join(folder, 'model.safetensors')).equals(WEIGHTS)).toBe(true);
    const [first, ...others] = weightRequests();
    expect(first).toBe('-');
    expect(others).toHaveLength(2);
    for (const range of others) expect(range).toMatch(/^bytes=\d{4,}-$/);
  });

  it('goes on in the next run, also after a server that sends everything again', async () => {
    const controller = new AbortController();
    const never = new Promise<void>(() => {});
    faults.push({ pauseAfter: 2_000_000, until: never });
    const interrupted = open(
      'hf:org/faulty',
      {},
      {
        signal: controller.signal,
        onProgress: ({ done, total }) => {
          if (total === WEIGHTS.length && done === 2_000_000) controller.abort(new Error('enough'));
        },
      },
    );
    await expect(interrupted).rejects.toThrow('enough');
    const blobs = join(cacheOf('faulty'), 'blobs');
    const partial = readdirSync(blobs).filter((name) => name.includes('.'));
    expect(partial).toEqual([`${HASH}.refusal-lab.incomplete`]);
    expect(existsSync(join(cacheOf('faulty'), 'refs', 'main'))).toBe(false);
    faults.push({ whole: true });
    const { folder } = await open('hf:org/faulty');
    expect(readFileSync(join(folder, 'model.safetensors')).equals(WEIGHTS)).toBe(true);
    expect(weightRequests()).toEqual(['-', 'bytes=2000000-']);
    expect(readdirSync(blobs).filter((name) => name.includes('.'))).toEqual([]);
  });

  it('is taken up again after answers of a server in trouble, and given up after five of them', async () => {
    faults.push({ status: 503 }, { status: 503 });
    await open('hf:org/faulty');
    rmSync(join(home, 'hub'), { recursive: true });
    faults.push(...Array.from({ length: 6 }, () => ({ status: 503 })));
    await expect(open('hf:org/faulty')).rejects.toThrow(
      /model\.safetensors cannot be downloaded \(localhost:\d+ answers 503\)\n.*the same command goes on/,
    );
  });
});

describe('checksums', () => {
  it('do away with a damaged part of an earlier run', async () => {
    const blobs = join(cacheOf('faulty'), 'blobs');
    mkdirSync(blobs, { recursive: true });
    writeFileSync(join(blobs, `${HASH}.refusal-lab.incomplete`), Buffer.alloc(1000));
    const { folder } = await open('hf:org/faulty');
    expect(weightRequests()).toEqual(['bytes=1000-', '-']);
    expect(readFileSync(join(folder, 'model.safetensors')).equals(WEIGHTS)).toBe(true);
  });

  it('refuse what arrives damaged twice, and leave no blob', async () => {
    faults.push({ damaged: true }, { damaged: true });
    const problem = open('hf:org/faulty');
    await expect(problem).rejects.toThrow(HubError);
    await expect(problem).rejects.toThrow(
      new RegExp(`model\\.safetensors arrives damaged\\n.*the Hub's is ${HASH}`),
    );
    expect(readdirSync(join(cacheOf('faulty'), 'blobs')).filter((name) => name.startsWith(HASH))).toEqual([]);
  });

  it('are asked for again where a blob was cut short later', async () => {
    const { folder } = await open('hf:org/faulty');
    writeFileSync(join(folder, 'model.safetensors'), 'short');
    rmSync(join(folder, 'config.json'));
    await open('hf:org/faulty');
    expect(readFileSync(join(folder, 'model.safetensors')).equals(WEIGHTS)).toBe(true);
  });
});

describe('what cannot be had says what to do', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['hf:org/gated', {}, /is gated[\s\S]*Accept its conditions at http:[^ ]*\d\/org\/gated\. Set HF_TOKEN/],
    [
      'hf:org/waiting',
      { HF_TOKEN: 'hf_right' },
      /Is HF_TOKEN the right.*The Hub says: Your request is awaiting/,
    ],
    ['hf:org/private', {}, /is not a model, or a private one\n.*Check the name/],
    ['hf:org/nothing', {}, /is not a model, or a private one/],
    ['hf:org/whole@v9', {}, /has no such revision\n.*org\/whole\/tree\/main/],
    ['hf:org/whole', { HF_HUB_OFFLINE: '1' }, /revision main is not in the cache, and HF_HUB_OFFLINE is set/],
    [`hf:org/whole@${NEW}`, { HF_HUB_OFFLINE: '1' }, /config\.json, model\.safetensors of commit b+ are not/],
    [
      'hf:org/whole',
      { HF_ENDPOINT: 'http://127.0.0.1:1' },
      /127\.0\.0\.1:1 cannot be reached[\s\S]*HF_HUB_OFFLINE/,
    ],
    ['hf:org/huge', {}, /needs 909494\.7 TiB more, and .* has [\d.]+ GiB left\n.*HF_HUB_CACHE/],
    ['hf:org/pickled', {}, /has neither model\.safetensors nor .*\n.*refs\/pr/],
    ['hf:org/gguf', {}, /holds GGUF files, which are not read/],
    ['hf:org/adapter', {}, /is an adapter, not a whole model\n.*Merge it/],
    ['hf:org/strange', {}, /MambaForCausalLM/],
    [
      'hf:org/lacking',
      {},
      /lacks model-00005-of-00005\.safetensors, which model\.safetensors\.index\.json names/,
    ],
    ['hf:org', {}, /does not name a model on the Hub/],
    ['hf:org/..', {}, /does not name a model/],
    ['hf:org/whole@../x', {}, /does not name a model/],
    ['org/whole', {}, /no such model folder\n.*hf:org\/whole/],
  ])('%s with %o', async (model, more, message) => {
    await expect(open(model, more)).rejects.toThrow(message);
    expect(weightRequests()).toEqual([]);
  });

  it('a cache that cannot be written', async () => {
    writeFileSync(join(home, 'hub'), 'a file');
    await expect(open('hf:org/whole')).rejects.toThrow(/cache .*hub.* cannot be written: .*\n.*HF_HUB_CACHE/);
  });
});
