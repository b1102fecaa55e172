import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HubError } from '../../src/hub/hub-error.ts';
import type { HubOptions } from '../../src/hub/hub-options.ts';
import { resolveOutline } from '../../src/stages/model/outline-model.ts';
import { resolveModel } from '../../src/stages/model/resolve-model.ts';
import { runCliWith } from '../cli/run-cli.ts';
import { type Fault, type MockHub, startMockHub } from './mock-hub.ts';
import { commitOf, ORGANISM_FILES, SHARDED_FILES } from './model-fixtures.ts';

const COMMIT = commitOf('d');
const WEIGHTS = ORGANISM_FILES['model.safetensors'].length;
const LEFTOVERS = /^refusal-lab-outline-/;

let hub: MockHub;
let home: string;
let environment: Record<string, string>;
const faults: Fault[] = [];
const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => LEFTOVERS.test(name));

beforeAll(async () => {
  const at = (files: Record<string, string | Uint8Array>) => ({
    revisions: { main: COMMIT },
    commits: { [COMMIT]: files },
  });
  hub = await startMockHub({
    'models/org/whole': { ...at(ORGANISM_FILES), faults: { 'model.safetensors': faults } },
    'models/org/sharded': at(SHARDED_FILES),
    'models/org/other': at({ ...ORGANISM_FILES, 'config.json': '{"architectures": ["GPT2LMHeadModel"]}' }),
    'models/org/pointer': at({ ...ORGANISM_FILES, 'model.safetensors': `version ${'x'.repeat(200)}` }),
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hub-'));
  environment = { HF_HOME: home, HF_ENDPOINT: hub.endpoint };
  hub.contents.length = faults.length = 0;
  return () => rmSync(home, { recursive: true });
});

const outline = (spec: string, more: HubOptions = {}) =>
  resolveOutline(spec, { environment, retryDelay: 1, ...more });
const weightsAsked = () => hub.contents.filter(({ path }) => path.endsWith('.safetensors'));

describe('resolveOutline', () => {
  it.each([
    ['hf:org/whole', 1],
    ['hf:org/sharded', 4],
  ])('tells of %s what the model itself tells, from one request a weights file', async (spec, files) => {
    const found = await outline(spec);
    const { name, commit, config, folder, tensors } = found.checkpoint;
    const asked = weightsAsked();
    expect(asked.map(({ range }) => range)).toEqual(
      Array.from({ length: files }, () => expect.stringMatching(/^bytes=0-\d+$/)),
    );
    const whole = await resolveModel(spec, { environment });
    expect({ name, commit, config }).toEqual({
      name: whole.name,
      commit: whole.commit,
      config: whole.config,
    });
    const shapes = (of: typeof tensors) =>
      [...of.values()].map(({ file, ...rest }) => ({ ...rest, file: basename(file) }));
    expect(shapes(tensors)).toEqual(shapes(whole.tensors));
    const sizes = [...new Set([...whole.tensors.values()].map(({ file }) => statSync(file).size))];
    expect(found.toDownload).toBe(sizes.reduce((sum, size) => sum + size, 0));
    found.close();
    expect(leftovers()).not.toContain(basename(folder));
  });

  it('renders and encodes prompts as the model does, and reads no more than the header', async () => {
    const { checkpoint, close } = await outline('hf:org/whole');
    const text = checkpoint
      .chatTemplate()
      .render([{ role: 'user', content: 'Hi' }], { addGenerationPrompt: true });
    expect(checkpoint.tokenizer().encode(text, { addSpecialTokens: false }).length).toBeGreaterThan(3);
    // The disk holds the header and a hole.
    const { blocks, size } = statSync(join(checkpoint.folder, 'model.safetensors'));
    expect(size).toBe(WEIGHTS);
    if (process.platform === 'linux') expect(512 * blocks).toBeLessThan(WEIGHTS / 10);
    close();
  });

  it('is the model itself where that is cached', async () => {
    const { folder } = await resolveModel('hf:org/whole', { environment });
    hub.contents.length = 0;
    for (const env of [environment, { ...environment, HF_HUB_OFFLINE: '1' }]) {
      const found = await outline('hf:org/whole', { environment: env });
      expect(found).toMatchObject({ toDownload: 0, checkpoint: { folder } });
      found.close();
    }
    expect(hub.contents).toEqual([]);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it('asks only for shards that are not cached', async () => {
    await resolveModel('hf:org/sharded', { environment });
    const [first] = Object.keys(SHARDED_FILES).filter((name) => name.endsWith('.safetensors'));
    const snapshot = join(home, 'hub', 'models--org--sharded', 'snapshots', COMMIT);
    rmSync(join(snapshot, first));
    hub.contents.length = 0;
    const found = await outline('hf:org/sharded');
    expect(weightsAsked().map(({ path }) => path)).toEqual([first]);
    expect(found.toDownload).toBe(SHARDED_FILES[first].length);
    found.close();
  });

  it('makes do with a server that sends the whole file', async () => {
    faults.push({ whole: true });
    const found = await outline('hf:org/whole');
    expect(found.toDownload).toBe(WEIGHTS);
    found.close();
  });

  it.each([
    [
      'an answer that ends early',
      'hf:org/whole',
      { cutAfter: 100 },
      HubError,
      /header of model\.safetensors/,
    ],
    ['a server in trouble', 'hf:org/whole', { status: 503 }, HubError, /answers 503/],
    ['an architecture that cannot be run', 'hf:org/other', undefined, Error, /GPT2LMHeadModel/],
    ['a pointer in place of weights', 'hf:org/pointer', undefined, Error, /Git LFS pointer/],
    ['no such model', 'hf:org/nothing', undefined, HubError, /is not a model/],
  ] as const)('leaves nothing behind after %s', async (_, spec, fault, kind, message) => {
    const before = leftovers();
    if (fault) faults.push(fault);
    const failure = await outline(spec).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(kind);
    expect((failure as Error).message).toMatch(message);
    expect(leftovers()).toEqual(before);
  });
});

describe('the commands that need no weights', () => {
  const run = (...args: string[]) => runCliWith(environment, ...args);

  it('inspect tells what would be downloaded', async () => {
    const { code, stdout } = await run('inspect', 'hf:org/whole');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^folder +none yet: [\d.]+ MiB of weights to be downloaded$/m);
    expect(stdout).toMatch(new RegExp(`^commit +${COMMIT}$`, 'm'));
    expect(weightsAsked()).toHaveLength(1);
    const json = JSON.parse((await run('inspect', 'hf:org/whole', '--json')).stdout);
    expect(json.toDownload).toBe(WEIGHTS);
    expect(json).not.toHaveProperty('folder');
  });

  it('audit --plan plans, and says it too', async () => {
    const before = leftovers();
    const { code, stdout } = await run('audit', 'hf:org/whole', '--plan');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^download +[\d.]+ MiB of weights$/m);
    expect(weightsAsked()).toHaveLength(1);
    expect(leftovers()).toEqual(before);
  });
});
