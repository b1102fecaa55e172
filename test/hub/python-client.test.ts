import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveModel } from '../../src/stages/model/resolve-model.ts';
import { type MockHub, startMockHub } from './mock-hub.ts';
import { commitOf, ORGANISM_FILES } from './model-fixtures.ts';

/** HUB_PYTHON: a Python with huggingface_hub. */
const PYTHON = process.env.HUB_PYTHON;
const COMMIT = commitOf('c');
const NAMES = Object.keys(ORGANISM_FILES).sort();

let hub: MockHub;
let environment: Record<string, string>;

beforeAll(async () => {
  hub = await startMockHub({
    'models/org/model': { revisions: { main: COMMIT }, commits: { [COMMIT]: ORGANISM_FILES } },
  });
});
afterAll(() => hub.close());

beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'hub-'));
  environment = { HF_HOME: home, HF_ENDPOINT: hub.endpoint };
  return () => rmSync(home, { recursive: true });
});

async function python(...args: readonly string[]) {
  const script = 'test/hub/python-client.py';
  const env = { ...process.env, ...environment, HF_HUB_DISABLE_XET: '1' };
  const { stdout } = await promisify(execFile)(PYTHON!, [script, ...args], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

describe.skipIf(!PYTHON)(
  'the Python client (skipped unless HUB_PYTHON names a Python with huggingface_hub)',
  () => {
    it('finds a model that was downloaded here, and nothing odd in the cache', async () => {
      const { folder } = await resolveModel('hf:org/model', { environment });
      const bytes = Object.values(ORGANISM_FILES).reduce((sum, content) => sum + content.length, 0);
      expect(await python('read', 'org/model')).toEqual({
        ...{ folder, files: NAMES, refs: ['main'], bytes, warnings: [] },
      });
    }, 60_000);

    it('downloads what is found here, offline or with what is missing fetched', async () => {
      const some = NAMES.filter((name) => name !== 'tokenizer_config.json');
      const { folder } = await python('fill', 'org/model', ...some);
      hub.requests.length = hub.contents.length = 0;
      const offline = await resolveModel('hf:org/model', {
        environment: { ...environment, HF_HUB_OFFLINE: '1' },
      });
      expect([offline.folder, offline.commit, hub.requests]).toEqual([folder, COMMIT, []]);
      await resolveModel('hf:org/model', { environment });
      expect(hub.contents.map(({ path }) => path)).toEqual(['tokenizer_config.json']);
      expect(readFileSync(join(folder, 'model.safetensors')).length).toBe(
        ORGANISM_FILES['model.safetensors'].length,
      );
      expect(await python('read', 'org/model')).toMatchObject({ files: NAMES, warnings: [] });
    }, 60_000);
  },
);
