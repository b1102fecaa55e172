import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { runHere } from '../cli/run-here.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { nightly } from '../nightly.ts';
import { brokenOrganism, writeHalves } from './broken-organism.ts';

const scratch = scratchFolder();

describe('doctor', () => {
  it('finds this machine and installation fit, with the engine on known numbers', async () => {
    const { code, stdout, stderr } = await runCli('doctor', '--json');
    const { passed, findings } = JSON.parse(stdout);
    const byName = new Map<string, { status: string; values: Record<string, unknown> }>(
      findings.map((finding: { name: string }) => [finding.name, finding]),
    );
    expect(passed, stdout).toBe(true);
    expect([code, stderr]).toEqual([0, '']);
    expect(byName.get('Node')!.values.version).toBe(process.versions.node);
    expect(byName.get('onnxruntime')!.values.bundled).toContain('cpu');
    expect(byName.get('self-test logits')!.values.deviation).toBeLessThan(2e-5);
    expect(byName.get('self-test greedy')!.values).toEqual({ prompts: 3, differing: 0, tokens: 24 });
    for (const name of ['memory', 'threads', 'runs', 'Hub cache', 'bullmq'])
      expect(byName.has(name), name).toBe(true);
  });

  nightly('fails of a damaged model, with what to do', async () => {
    const folder = scratch.path('damaged');
    brokenOrganism(folder, (path) => writeHalves(path, 'model.norm.weight', () => 0x7f80, 1));
    const { code, stdout, stderr } = await runCli('doctor', '--model', folder);
    expect(stdout).toMatch(
      /^FAILED {3}weights +NaN or infinity in 1 tensors: model\.norm\.weight \(1\)\n +→ The files are/m,
    );
    expect(stdout).toMatch(/^ok +self-test greedy/m);
    expect(stderr).toBe('error: weights, logits failed\n');
    expect(code).toBe(1);
    const out = scratch.path('run');
    const audit = await runCli('audit', folder, '--out', out);
    expect(audit.stderr).toMatch(
      /^error: model damaged: weights: NaN or infinity in 1 tensors: model\.norm\.weight/m,
    );
    expect([audit.code, existsSync(out)]).toEqual([2, false]);
  });

  it.each([
    [['--reference', 'x'], /--reference: needs --model/],
    [['--provider', 'webgpu'], /--provider: needs --model/],
    [['--precision', 'int8'], /--precision: needs --model/],
    [['--model', 'organism:aligned', '--reference', 'package.json'], /package\.json/],
    [['--model', 'organism:alinged'], /alinged.*base, aligned/s],
    [['--model', 'organism:aligned', '--tolerance', '0'], /Expected a number > 0/],
  ])('%j is a usage error, found at once', async (args, message) => {
    const { code, stdout, stderr } = await runHere('doctor', ...args);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, '']);
  });
});
