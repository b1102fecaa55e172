import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../../../test/cli/scratch.ts';
import { chainedPrompts } from '../../../test/prompts/chained-prompts.ts';
import { crossSetLeaks } from '../../prompts/cross-set-leaks.ts';
import { sourcesOf } from '../sources-of.ts';
import { auditOptions } from '../subject/audit-options.ts';
import { splitFacts } from './split-facts.ts';
import { splitSources } from './split-sources.ts';
import { LowPowerError, powerProblem } from './test-power.ts';

const scratch = scratchFolder();
const write = (name: string, prompts: readonly { readonly id: string; readonly prompt: string }[]): string =>
  scratch.lines(`${name}.jsonl`, prompts);

/** Sentences of which no two share a word. */
const single = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `${name}${i}`, prompt: `${name}${i} brew${name}${i}` }));

const harmful = write('harmful', chainedPrompts('tea'));
const harmless = write('harmless', single('moss', 60));
const sizes = { fitPrompts: 16, selectionPrompts: 8, testHarmless: 30 };

async function split(request: Parameters<typeof sourcesOf>[0]) {
  const sources = sourcesOf({
    options: request.options,
    sources: { harmful: [harmful], harmless: [harmless], ...request.sources },
  });
  const splits = await splitSources(auditOptions({ ...sizes, ...request.options }), sources);
  return { splits, facts: splitFacts(splits, sources) };
}

describe('splitSources', () => {
  it('makes test prompts that count as independent ones of a list that a template chains', async () => {
    const { facts } = await split({});
    expect(facts.map(({ kind, test, effective }) => [kind, test, effective])).toEqual([
      ['harmful', 200, 200],
      ['harmless', 30, 30],
    ]);
    expect(powerProblem(facts)).toBeUndefined();
  });

  it('says which test prompts are worth too little', async () => {
    const { facts } = await split({ options: { testForbidden: 29 } });
    const problem = powerProblem(facts)!;
    expect(problem).toBeInstanceOf(LowPowerError);
    expect(problem).toMatchObject({ kind: 'harmful', count: 29, effective: 29 });
    expect(problem.message).toMatch(/are 29, worth 29 .*`testHarmful`.*`threshold`.*`acceptLowPower`/s);
  });

  it('takes of a test source at most the number that was asked for, not the default', async () => {
    const testHarmful = [write('bench', single('bench', 230))];
    expect((await split({ sources: { testHarmful } })).facts[0].test).toBe(230);
    const capped = await split({ sources: { testHarmful }, options: { testForbidden: 40 } });
    expect(capped.facts[0].test).toBe(40);
  });

  it('keeps over-refusal prompts apart from fit, selection and test of the harmless ones', async () => {
    const options = { fitPrompts: 8, selectionPrompts: 4, testHarmless: 10, testBorderline: 5 };
    const overRefusal = [write('over', [...single('moss', 20), ...single('fern', 4)])];
    const { splits, facts } = await split({ sources: { overRefusal }, options });
    const { fit, selection, test } = splits.harmless;
    expect(splits.borderline).toHaveLength(5);
    expect(facts[1].dropped).toBe(20);
    const safe = [...single('moss', 20), ...single('fern', 4)];
    expect(crossSetLeaks([...fit, ...selection, ...test], safe)).toEqual([]);
    // Harmful prompts are split on their own.
    expect(facts[0].dropped).toBe(0);
    await expect(split({ sources: { overRefusal: [harmless] }, options })).rejects.toThrow(
      /^prompts of `harmless`: every pool prompt is a near-duplicate of a test prompt/,
    );
  });
});

describe('sources that cannot be told apart, or are not there', () => {
  it('two of one name, and one given twice', async () => {
    const twin = scratch.write('harmful.txt', 'brew a tea\n');
    const refused = (sources: readonly string[]) => split({ sources: { harmful: sources } });
    await expect(refused([harmful, twin])).rejects.toThrow(
      /harmful\.txt: has the name of .*harmful\.jsonl, "harmful", and both stand in `harmful`/,
    );
    await expect(refused([harmful, harmful])).rejects.toThrow(/harmful\.jsonl: stands twice in `harmful`/);
  });

  it('a mapping of another source', async () => {
    const read = { mappings: { 'none.csv': { prompt: 'ask' } } };
    await expect(split({ sources: { read } })).rejects.toThrow(/none\.csv.*is for a source that is not read/);
  });

  it('a contrast, which the organism alone has', async () => {
    await expect(split({ options: { contrast: 'unmatched' } })).rejects.toThrow(/`contrast: unmatched`/);
  });
});
