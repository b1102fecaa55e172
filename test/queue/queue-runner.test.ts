import { describe, expect, it } from 'vitest';
import { type Answer, answerSchema, jobSchema } from '../../src/audit/queue/job.ts';
import { QueueRunner } from '../../src/audit/queue/queue-runner.ts';
import type { PlannedJob } from '../../src/audit/queue/run-host.ts';
import { runAudit } from '../../src/audit/run-audit.ts';
import { type Unit, unitName } from '../../src/audit/units/unit.ts';
import { encodeIntervention } from '../../src/interventions/intervention-file.ts';
import { resultsText } from '../../src/report/files/run-files.ts';
import { fitMethod } from '../../src/stages/fit/fit-method.ts';
import { SYNTHETIC_OPTIONS, syntheticRun, WEAK } from '../audit/synthetic-run.ts';

const run = await syntheticRun(WEAK);
const { subject, options } = run.identity;

interface Job {
  readonly names: readonly string[];
  readonly job: PlannedJob['job'];
}

/** Through JSON and its schema, as it would come out of a queue. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What is only drawn, of layers that the synthetic run has not drawn, is drawn as the one that it has. */
const [drawn] = [...run.units].filter(([name]) => name.startsWith('scatter')).map(([, value]) => value);
const entryOf = (unit: Unit) => ({
  unit: unitName(unit),
  value: unit.kind === 'scatter' ? (run.units.get(unitName(unit)) ?? drawn) : run.units.get(unitName(unit)),
});

/** A queue whose workers answer at once, the last job first; `corrupt` changes answers. */
function host(corrupt: (answer: Answer) => Answer = (answer) => answer) {
  const asked: Job[] = [];
  return {
    asked,
    async run(jobs: readonly PlannedJob[], onAnswer: (job: PlannedJob, answer: Answer) => void) {
      for (const planned of jobs.toReversed()) {
        asked.push(planned);
        const job = jobSchema.parse(sent(planned.job));
        if (job.kind !== 'units') throw new Error('no unit');
        const answer: Answer = { kind: 'units', worker: 'w', entries: job.units.map(entryOf) };
        onAnswer(planned, answerSchema.parse(sent(corrupt(answer))));
      }
    },
  };
}

function runnerOf(
  of: ReturnType<typeof host> | ConstructorParameters<typeof QueueRunner>[0]['host'],
  finished = new Map<string, unknown>(),
) {
  const journal: string[] = [];
  const runner = new QueueRunner({
    host: of,
    subject,
    shown: 'redis://queue',
    finished,
    onFinished: ({ unit }) => journal.push(unit),
    judging: () => 2,
  });
  return { runner, journal, finished };
}

describe('units done over a queue', () => {
  it('give the results of one process, each journalled once', async () => {
    const { runner, journal } = runnerOf(host());
    const { results } = await runAudit(subject, options, runner);
    expect(resultsText(results)).toBe(resultsText(run.results));
    expect(new Set(journal).size).toBe(journal.length);
    const further = journal.filter((unit) => !run.units.has(unit));
    expect(further.length).toBeGreaterThan(0);
    for (const unit of further) expect(unit).toMatch(/^scatter/);
    expect(journal.filter((unit) => run.units.has(unit)).toSorted()).toEqual([...run.units.keys()].sort());
  });

  it('are not asked for where they are known, and taken once where they come twice', async () => {
    const half = new Map([...run.units].filter((_, i) => i % 2 === 0));
    const queue = host();
    const twice = {
      run: async (jobs: readonly PlannedJob[], onAnswer: (job: PlannedJob, answer: Answer) => void) => {
        await queue.run(jobs, onAnswer);
        await queue.run(jobs, onAnswer);
      },
    };
    const { runner, journal } = runnerOf(twice, new Map(half));
    const { results } = await runAudit(subject, options, runner);
    expect(resultsText(results)).toBe(resultsText(run.results));
    expect(new Set(journal).size).toBe(journal.length);
    expect(journal.some((unit) => half.has(unit))).toBe(false);
  });

  it.each<[string, (answer: Answer) => Answer]>([
    ['of another unit', (answer) => ({ ...answer, entries: [{ unit: 'score x', value: 1 }] }) as Answer],
    ['of another kind', (answer) => ({ ...answer, entries: named(answer, { bypass: 'low' }) }) as Answer],
    [
      'about fewer prompts',
      (answer) => ({ ...answer, entries: named(answer, shortened(valueIn(answer))) }) as Answer,
    ],
    ['that is none', (answer) => ({ ...answer, entries: [] }) as Answer],
  ])('are refused with a value %s, and nothing is journalled', async (_, corrupt) => {
    const { runner, journal } = runnerOf(host(corrupt));
    const arm = run.results.arms[0].id;
    const unit = { kind: 'selection', arm: armOf(arm) } as const;
    await expect(runner.run([unit])).rejects.toMatchObject({
      name: 'QueueError',
      message: expect.stringContaining(`worker w sent no usable value of "selection ${arm}"`),
    });
    expect(journal).toEqual([]);
  });
});

describe('verdicts over a queue', () => {
  const arms = ['a', 'b', 'c'].map((id) => ({ ...armOf('baseline'), id }));
  const units = arms.map((arm) => ({ kind: 'verdict' as const, judge: 'harmbench-1a2b3c4d', arm }));
  const count = subject.prompts['test/forbidden'].count;
  const verdict = (name: string, files: string) => ({
    unit: name,
    value: { judge: 'harmbench', description: { files }, labels: 'r'.repeat(count), scores: null },
  });
  const judging = (filesOf: (name: string) => string) => {
    const shares: string[][] = [];
    return {
      shares,
      async run(jobs: readonly PlannedJob[], onAnswer: (job: PlannedJob, answer: Answer) => void) {
        for (const planned of jobs) {
          shares.push([...planned.names]);
          expect(planned.judge).toBe('harmbench-1a2b3c4d');
          onAnswer(planned, {
            kind: 'units',
            worker: 'w',
            entries: planned.names.map((name) => verdict(name, filesOf(name))),
          });
        }
      },
    };
  };

  it('are shared out between the workers that have the judge', async () => {
    const queue = judging(() => 'x');
    await runnerOf(queue).runner.run(units);
    expect(queue.shares.map((share) => share.length)).toEqual([2, 1]);
  });

  it('have to come from one judge', async () => {
    const queue = judging((name) => name.at(-1)!);
    await expect(runnerOf(queue).runner.run(units)).rejects.toThrow('is not the same on every worker');
  });
});

it('brings maps as files, none where a fit overflows, and refuses bytes that are none', async () => {
  const arm = { ...armOf('baseline'), id: 'act-add@1', method: 'act-add' as const };
  const sample = (value: number) => ({ rows: Float32Array.of(value, 1, value, 2), count: 2, dimension: 2 });
  const intervention = fitMethod(
    'act-add',
    { layer: 1, point: 'resid_post' },
    { source: sample(1), target: sample(2) },
    {
      layers: 2,
      rank: 1,
      complement: 'keep',
      support: 'all',
      settings: { scope: 'all', strength: 1, skipFirst: false },
    } as Parameters<typeof fitMethod>[3],
  );
  const bytes = Buffer.from(encodeIntervention(intervention)).toString('base64');
  const answering = (answer: string | null) => ({
    run: async (jobs: readonly PlannedJob[], onAnswer: (job: PlannedJob, answer: Answer) => void) => {
      for (const job of jobs) onAnswer(job, { kind: 'intervention', worker: 'w', bytes: answer });
    },
  });
  const found = await runnerOf(answering(bytes)).runner.interventionsOf([arm, armOf('baseline')]);
  expect([...found.keys()]).toEqual(['act-add@1']);
  expect(Buffer.from(encodeIntervention(found.get('act-add@1')!)).toString('base64')).toBe(bytes);
  expect((await runnerOf(answering(null)).runner.interventionsOf([arm])).size).toBe(0);
  await expect(runnerOf(answering('AAAA')).runner.interventionsOf([arm])).rejects.toThrow('no usable value');
});

function armOf(id: string) {
  return {
    id,
    role: 'baseline' as const,
    method: undefined,
    layers: [],
    point: 'resid_post' as const,
    position: -1,
    rank: null,
    refit: null,
    scope: SYNTHETIC_OPTIONS.scope,
    complement: SYNTHETIC_OPTIONS.complement,
    strength: 1,
    control: null,
    extent: 'full' as const,
  };
}

function valueIn(answer: Answer): { readonly harmless: { readonly outcomes: string } } {
  return (answer as Extract<Answer, { kind: 'units' }>).entries[0].value as ReturnType<typeof valueIn>;
}

const shortened = (value: ReturnType<typeof valueIn>) => ({
  ...value,
  harmless: { ...value.harmless, outcomes: value.harmless.outcomes.slice(1) },
});

function named(answer: Answer, value: unknown) {
  return (answer as Extract<Answer, { kind: 'units' }>).entries.map(({ unit }) => ({ unit, value }));
}
