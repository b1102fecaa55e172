import { SPLITS } from '../../../prompts/split-sizes.ts';
import { formatSplitFacts } from '../../../report/terminal/format-split-facts.ts';
import type {
  PromptReport,
  PromptSetDescription,
  SetLeaks,
  SplitDescription,
} from '../../../stages/prompts/describe-prompt-sets.ts';
import { formatFraction } from '../../../wording/format-fraction.ts';
import { wrapText } from '../../../wording/wrap-text.ts';

const COLUMNS = 110;
/** Pairs listed for two sets that share near-duplicates. */
const NAMED_PAIRS = 3;

/** Output of `prompts`. Ids, never texts. */
export function formatPromptReport({ sets, leaks, splits, threshold }: PromptReport): string {
  const parts = sets.map((set) => formatSet(set, threshold));
  if (sets.length > 1) parts.push(formatLeaks(leaks, threshold));
  if (splits) parts.push(formatSplits(splits));
  return parts.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

function formatSet(set: PromptSetDescription, threshold: number): string[] {
  const kinds = Object.entries(set.kinds).flatMap(([kind, count]) =>
    count > 0 ? [`${count} ${kind === 'unknown' ? 'of unknown kind' : kind}`] : [],
  );
  const { count, largest, duplicated } = set.groups;
  return [
    `${set.name}${set.role === 'test' ? ' (test)' : ''}: ${set.shape}, ${set.kept} of ${set.rows} rows`,
    `  prompts  ${kinds.join(', ')}`,
    `  groups   ${count} at Jaccard ≥ ${threshold}, the largest of ${largest}; ${duplicated} prompts have a near-duplicate`,
    `  source   ${set.source}${set.files ? ` (${set.files.join(', ')})` : ''}`,
    ...(set.commit === undefined ? [] : [`  commit   ${set.commit}`]),
    `  file     sha256 ${set.fileHash}`,
    `  prompts  sha256 ${set.hash}`,
  ];
}

function formatLeaks(leaks: readonly SetLeaks[], threshold: number): string[] {
  if (leaks.length === 0) return [`no near-duplicates between sources at Jaccard ≥ ${threshold}`];
  return [
    'near-duplicates between sources',
    ...leaks.flatMap(({ a, b, pairs }) => {
      const named = pairs
        .slice(0, NAMED_PAIRS)
        .map((pair) => `${pair.a} ~ ${pair.b} (${formatFraction(pair.similarity)})`);
      const [ofA, ofB] = [new Set(pairs.map((pair) => pair.a)), new Set(pairs.map((pair) => pair.b))];
      return [
        `  ${a} – ${b}: ${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'}, ${ofA.size} and ${ofB.size} prompts; most alike ${named.join(', ')}`,
      ];
    }),
  ];
}

function formatSplits(splits: SplitDescription): string[] {
  const { seed, dropped, hashes } = splits;
  const facts = { ...splits, test: splits.test.length, dropped: dropped.length };
  const ids = (list: readonly string[]): string[] =>
    wrapText(list.join(' '), COLUMNS).map((line) => `    ${line}`);
  return [
    `splits by near-duplicate group (seed ${seed})`,
    `  ${formatSplitFacts(facts)}`,
    ...SPLITS.flatMap((split) =>
      splits[split].length === 0
        ? []
        : [`  ${split}: ${splits[split].length} prompts, sha256 ${hashes[split]}`, ...ids(splits[split])],
    ),
    ...(dropped.length === 0
      ? []
      : [
          `  left out: ${dropped.length} prompts of the pool that have a near-duplicate in the test source`,
          ...ids(dropped),
        ]),
  ];
}
