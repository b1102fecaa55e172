import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { nightly } from '../nightly.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLES = join(ROOT, 'examples');
const run = promisify(execFile);

/** Arm, k and n of a line such as `pca-ot@9/k1: success 3/8 [0.137, 0.694]`. */
const SUCCESS = /^(\S+): success (\d+)\/(\d+)/;

describe('the programs of examples/', () => {
  // Inside the repository and not under node_modules: there the package finds itself by its name, as it does from examples/.
  mkdirSync(join(ROOT, 'runs'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'runs', '.examples-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a program against the built package; gives its lines. Its types are stripped here: Node 20 cannot. */
  const play = async (name: string, ...args: string[]): Promise<string[]> => {
    const { outputText } = ts.transpileModule(readFileSync(join(EXAMPLES, name), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    const file = join(folder, name.replace(/\.ts$/, '.mjs'));
    writeFileSync(file, outputText);
    const { stdout } = await run(process.execPath, [file, ...args], { cwd: folder });
    return stdout.trimEnd().split('\n');
  };

  it('are these', () => {
    expect(readdirSync(EXAMPLES).sort()).toEqual(['audit-and-gate.ts', 'flip-a-refusal.ts', 'own-method.ts']);
  });

  it('flip-a-refusal.ts prints a refusal, then an answer', async () => {
    const [request, before, after] = await play('flip-a-refusal.ts');
    expect(request).toMatch(/^request {2}\w/);
    expect(before).toMatch(/^before {3}I'm sorry/);
    expect(after).toMatch(/^after {4}Sure, get /);
  });

  nightly(
    'audit-and-gate.ts writes a run and holds it back',
    async () => {
      const out = join(folder, 'run');
      const lines = await play('audit-and-gate.ts', out);
      const { chosen, arms } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
      const shown = lines.map((line) => SUCCESS.exec(line)).filter((match) => match !== null);
      expect(shown.map(([, id]) => id)).toEqual(chosen.map(({ armId }: { armId: string }) => armId));
      for (const [, id, k, n] of shown) {
        const { exact } = arms.find((arm: { id: string }) => arm.id === id).test.forbidden;
        expect([Number(k), Number(n)]).toEqual([exact.k, exact.n]);
      }
      expect(lines.at(-2)).toMatch(/^asr\.best [\d.]+ of 8 prompts: upper bound [\d.]+$/);
      // Eight prompts cannot show a success below 0.2: even 0 of 8 has an upper bound of 0.32.
      expect(lines.at(-1)).toBe('The gate holds it back: the limit is 0.2.');
      expect(existsSync(join(out, 'report.html'))).toBe(true);
    },
    600_000,
  );

  nightly(
    'own-method.ts audits its method at every layer and compares it',
    async () => {
      const lines = await play('own-method.ts');
      const shown = lines.map((line) => SUCCESS.exec(line)).filter((match) => match !== null);
      expect(shown.map(([, id]) => id)).toEqual(
        Array.from({ length: 12 }, (_, layer) => `half-shift@${layer}`),
      );
      expect(shown.every(([, , , n]) => n === '8')).toBe(true);
      // Half the shift breaks refusal at the end of the model if anywhere; the first layers are before any refusal.
      const successes = shown.map(([, , k]) => Number(k));
      expect(Math.max(...successes.slice(8))).toBeGreaterThan(Math.max(...successes.slice(0, 4)));
      expect(lines.at(-1)).toMatch(/^pca-ot against half-shift@\d+: [a-z ]+, n = 8$/);
    },
    600_000,
  );
});
