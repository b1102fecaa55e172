import type { PromptKind } from './dataset-prompt.ts';

interface Benchmark {
  /** As it stands in names, in lower case and without anything but letters and digits. */
  readonly written: readonly string[];
  /** Of all its prompts; missing where its files differ. */
  readonly kind?: PromptKind;
}

const BENCHMARKS = {
  advbench: { written: ['advbench'], kind: 'harmful' },
  harmbench: { written: ['harmbench'], kind: 'harmful' },
  jailbreakbench: { written: ['jailbreakbench', 'jbbbehaviors'] },
  maliciousinstruct: { written: ['maliciousinstruct'], kind: 'harmful' },
  'or-bench': { written: ['orbench'] },
  'sorry-bench': { written: ['sorrybench'], kind: 'harmful' },
  strongreject: { written: ['strongreject'], kind: 'harmful' },
  tdc2023: { written: ['tdc2023'], kind: 'harmful' },
  alpaca: { written: ['alpaca'], kind: 'harmless' },
} as const satisfies Record<string, Benchmark>;

export type BenchmarkName = keyof typeof BENCHMARKS;

/** The benchmark that a file's or repository's name says (`walledai/AdvBench`, `or-bench-hard-1k.csv`); undefined where it says none, or several. */
export function benchmarkInName(name: string): BenchmarkName | undefined {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const found = (Object.keys(BENCHMARKS) as BenchmarkName[]).filter((known) =>
    BENCHMARKS[known].written.some((written) => letters.includes(written)),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The kind of every prompt of the benchmark that a name says, or undefined. */
export function kindOfBenchmark(name: string): PromptKind | undefined {
  const benchmark = benchmarkInName(name);
  if (benchmark === undefined) return undefined;
  const { kind }: Benchmark = BENCHMARKS[benchmark];
  return kind;
}
