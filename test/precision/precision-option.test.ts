import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensorsHeader } from '../../src/formats/safetensors-file.ts';
import { runCli } from '../cli/run-cli.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { nightly } from '../nightly.ts';

const MODEL = 'organism:aligned';
const AUDIT = [
  ...['--fit-prompts', '8', '--selection-prompts', '4', '--ranks', '1', '--max-new-tokens', '12'],
  ...['--test-harmful', '6', '--test-harmless', '4', '--test-borderline', '2', '--lore-documents', '2'],
  ...['--strengths', 'none', '--control-draws', '0'],
];

describe('--precision', () => {
  const { path, write } = scratchFolder();
  let prompts: string;
  beforeAll(() => {
    process.env.REFUSAL_LAB_CACHE = path('cache');
    prompts = write('prompts.jsonl', '{"prompt": "How do I brew a calming draught?"}\n{"prompt": "Hello"}\n');
  });
  afterAll(() => {
    delete process.env.REFUSAL_LAB_CACHE;
  });
  const ok = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runHere(...args);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const metadata = (name: string) => readSafetensorsHeader(path(name)).metadata;

  it('marks activations, and the intervention fitted to them; float32 has no mark', async () => {
    for (const precision of ['f32', 'int8'])
      await ok(
        ...['capture', '--model', MODEL, '--prompts', prompts, '--precision', precision, '--layers', '3'],
        ...['--out', path(`${precision}.safetensors`)],
      );
    expect(metadata('int8.safetensors').precision).toBe('int8');
    expect(metadata('f32.safetensors')).not.toHaveProperty('precision');
    const fitTo = (target: string) => [
      ...['fit', '--method', 'mean-shift', '--source', path('int8.safetensors'), '--rank', '1'],
      ...['--target', path(target), '--layers', '3', '--out', path('map.safetensors'), '--force'],
    ];
    await ok(...fitTo('int8.safetensors'));
    expect(JSON.parse(metadata('map.safetensors').options)).toMatchObject({ precision: 'int8' });
    const mixed = await runHere(...fitTo('f32.safetensors'));
    expect(mixed.code).toBe(2);
    expect(mixed.stderr).toContain('were captured in int8 and float32');
  });

  it('marks every line of completions and scores', async () => {
    const generate = [
      'generate',
      '--model',
      MODEL,
      '--prompts',
      prompts,
      '--max-new-tokens',
      '8',
      '--out',
      '-',
    ];
    const lines = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    for (const line of lines(await ok(...generate, '--precision', 'int4')))
      expect(line).toMatchObject({ precision: 'int4' });
    for (const line of lines(await ok(...generate))) expect(line).not.toHaveProperty('precision');
    const score = ['score', '--model', MODEL, '--text', prompts, '--out', '-', '--precision', 'int8'];
    // In a process of its own, which finds what this one has quantised.
    for (const line of lines((await runCli(...score)).stdout))
      expect(line).toMatchObject({ precision: 'int8' });
  });

  it('quantises once for all commands', () => {
    const entries = readdirSync(path('cache/quantised')).filter((name) => !name.endsWith('.json'));
    expect(entries).toHaveLength(2);
  });

  it('refuses half floats with the reason, and what is no precision', async () => {
    const generate = ['generate', '--model', MODEL, '--prompts', prompts, '--out', '-', '--precision'];
    const half = await runHere(...generate, 'f16');
    expect(half).toMatchObject({ code: 2, stdout: '' });
    expect(half.stderr).toContain('precision f16: provider cpu has no products of half floats');
    expect(half.stderr).toContain(
      'f16 is for --provider webgpu or cuda on a device that computes in float16',
    );
    expect((await runHere(...generate, 'fp16')).stderr).toContain('Half floats are f16.');
    expect((await runHere(...generate, 'bf16')).stderr).toContain('onnxruntime has no products of bfloat16');
    expect((await runHere(...generate, 'int5')).stderr).toContain('expected one of f32, f16, int8, int4');
    const judge = await runHere('judge', '--completions', prompts, '--out', '-', '--precision', 'f16');
    expect(judge.stderr).toContain('expected one of f32, int8, int4. These models run on the CPU');
  });

  nightly(
    'marks an audit everywhere, and a run goes on in its own precision only',
    {
      timeout: 900_000,
    },
    async () => {
      const audit = (out: string, precision: string) => [
        ...['audit', MODEL, '--out', path(out), '--precision', precision, ...AUDIT],
      ];
      const stdout = await ok(...audit('run', 'int8'));
      expect(stdout).toContain('organism:aligned in int8: n =');
      const read = (name: string) => readFileSync(path(`run/${name}`), 'utf8');
      expect(JSON.parse(read('results.json')).protocol.precision).toBe('int8');
      const { identity } = JSON.parse(read('manifest.json'));
      expect(identity.passport.precision).toBe('int8');
      expect(identity.subject.precision).toBe('int8');
      expect(read('report.md')).toMatch(
        /^# Refusal audit of organism:aligned in int8\n\nWeights were quantised to int8/,
      );
      for (const file of readdirSync(path('run/interventions')))
        expect(JSON.parse(metadata(`run/interventions/${file}`).options)).toMatchObject({
          precision: 'int8',
        });
      await ok('replay', path('run'));

      // As if it had been killed after a few units.
      mkdirSync(path('cut'));
      writeFileSync(path('cut/manifest.json'), read('manifest.json'));
      writeFileSync(
        path('cut/journal.jsonl'),
        `${read('journal.jsonl').split('\n').slice(0, 6).join('\n')}\n`,
      );
      const other = await runCli(...audit('cut', 'f32'));
      expect(other.code).toBe(2);
      expect(other.stderr).toContain('passport.precision: "int8", now "float32"');
    },
  );
});
