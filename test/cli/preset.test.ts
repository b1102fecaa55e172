import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AuditOutcome, audit } from '../../src/audit/audit.ts';
import { auditRequest, auditSettings } from '../../src/cli/commands/audit/audit-settings.ts';
import { presetComments, presetUse, readPreset } from '../../src/cli/commands/audit/read-preset.ts';
import { markdownReport } from '../../src/report/markdown/markdown-report.ts';
import { reportPageData } from '../../src/report/page/report-page-data.ts';
import { publishedFigures } from '../../src/report/published-figures.ts';
import { PRESETS } from '../../src/results/preset.ts';
import { writeShortOrganism } from '../queue/short-organism.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const NAME = 'pca-ot-paper';
const packaged = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };

describe.each(PRESETS)('preset %s', (name) => {
  it('is in the package, and every option of it can be read and is what an audit takes', () => {
    expect(packaged.files).toContain('presets');
    const given = readPreset(name);
    expect(given.preset).toBe(name);
    expect(auditRequest(auditSettings(given), given).options?.preset).toEqual({ name, changed: [] });
  });

  it('says of every option why it is so', () => {
    for (const key of Object.keys(parse(readFileSync(`presets/${name}.toml`, 'utf8')))) {
      const reasoned = [
        'harmless',
        'skip-first',
        'strength',
        'act-pooling',
        'functional-category',
        'selection-prompts',
      ];
      if (!reasoned.includes(key)) expect(presetComments(name).get(key), key).not.toEqual([]);
    }
  });
});

describe('the protocol of the paper', () => {
  it('is that of its digest', () => {
    const given = readPreset(NAME);
    expect(given).toMatchObject({
      fitPrompts: 128,
      selectionPrompts: 32,
      maxNewTokens: 512,
      ranks: [1, 2],
      layers: ['40%-60%'],
      methods: ['rfa', 'linear-act'],
      functionalCategory: 'standard',
      judge: ['harmbench=hf:cais/HarmBench-Llama-2-13b-cls'],
    });
    // One layer, two and all of them are tried.
    expect(given.without).not.toEqual(expect.arrayContaining(['pairs']));
    expect(given.without).not.toEqual(expect.arrayContaining(['everywhere']));
  });

  it('is shown by --print-config with what it says of each option, and flags and files win over it', async () => {
    const file = scratch.write('audit.toml', 'seed = 4\nmax-new-tokens = 100\n');
    const flags = ['--preset', NAME, '--config', file, '--max-new-tokens', '64', '--print-config'];
    const { code, stdout } = await runHere('audit', 'organism:aligned', ...flags);
    expect(code).toBe(0);
    const shown = parse(stdout);
    expect(shown).toMatchObject({ preset: NAME, seed: 4, 'max-new-tokens': 64, 'fit-prompts': 128 });
    expect(stdout).toContain('# Open: what happens outside of the subspace.');
    // What is no longer the preset's is not explained by it.
    expect(stdout).not.toContain('512 new tokens');
    const again = scratch.write('again.toml', stdout);
    const { stdout: twice } = await runHere('audit', '--config', again, '--print-config');
    expect(twice).toBe(stdout);
  });

  it('names the options that were given otherwise', () => {
    expect(presetUse(NAME, { ...readPreset(NAME), seed: 2, harmful: ['mine.csv'] })).toEqual({
      name: NAME,
      changed: ['harmful', 'seed'],
    });
  });

  it('names the known ones where there is none of that name', async () => {
    const { code, stderr } = await runHere(
      'audit',
      'organism:aligned',
      '--preset',
      'paper',
      '--print-config',
    );
    expect(code).toBe(2);
    expect(stderr).toContain(NAME);
    const file = scratch.write('other.toml', 'preset = "paper"\n');
    const other = await runHere('audit', 'organism:aligned', '--config', file, '--print-config');
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining(NAME)]);
  });
});

describe('a report of a run that follows it', () => {
  let outcome: AuditOutcome;
  beforeAll(async () => {
    outcome = await audit({
      model: writeShortOrganism(scratch.path('short'), 3),
      workers: 1,
      options: {
        preset: { name: NAME, changed: ['seed'] },
        ...{
          fitPrompts: 8,
          selectionPrompts: 4,
          ranks: [1],
          maxNewTokens: 6,
          strengths: [],
          controlDraws: 0,
        },
        ...{ testForbidden: 6, testHarmless: 4, testBorderline: 2, loreDocuments: 2, methods: ['rfa'] },
      },
    });
  }, 120_000);

  it('sets the published figures beside its own, with intervals, and says what cannot be compared', () => {
    const { results } = outcome;
    const { sentences, rows } = publishedFigures(results)!;
    const chosen = results.chosen.find(({ method }) => method === 'pca-ot')!.armId;
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['rfa', '46.49', expect.stringMatching(/^8\.0/)],
      ['linear-act', '78.51', expect.stringMatching(/^11/)],
      ['pca-ot', '79.25', expect.stringMatching(/^8\.4/)],
    ]);
    expect(rows[1].slice(3)).toEqual(['not tried', '–', '–']);
    expect(rows[2][3]).toBe(chosen);
    expect(rows[2][4]).toMatch(/\d+\/6, .*\[.*\]/);
    const text = sentences.join(' ');
    expect(text).toContain('but for `seed`');
    expect(text).toContain('this model has other sizes');
    expect(text).toContain('Cannot be compared');
    const report = markdownReport(results, {
      ...{ localisation: 'a.svg', scatter: 'b.svg', damage: 'c.svg', robustness: 'd.svg' },
      ...{ doseResponse: null, geometry: null },
    });
    for (const line of [...sentences, '| rfa | 46.49 |']) expect(report).toContain(line);
    expect(reportPageData(results).published?.table.rows).toEqual(rows);
  });

  it('is silent of them without a preset, and every report has both sentences on what steering shows', () => {
    const { preset, ...protocol } = outcome.results.protocol;
    const plain = { ...outcome.results, protocol };
    expect(preset?.name).toBe(NAME);
    expect(publishedFigures(plain)).toBeNull();
    const { limits, published } = reportPageData(plain);
    expect(published).toBeNull();
    for (const paper of ['2604.09839', '2502.05209'])
      expect(limits.filter((text) => text.includes(paper))).toHaveLength(1);
  });
});
