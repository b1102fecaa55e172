import { SPLITS } from '../../../prompts/split-sizes.ts';
import { formatSplitFacts } from '../../../report/terminal/format-split-facts.ts';
import type {
  PromptReport,
  PromptSetDescription,
  SetLeaks,
  SetRepeats,
  SplitDescription,
} from '../../../stages/prompts/describe-prompt-sets.ts';
import { formatFraction } from '../../../wording/format-fraction.ts';
import { wrapText } from '../../../wording/wrap-text.ts';

const COLUMNS = 110;
/** Pairs listed for two sets that share near-duplicates. */
const NAMED_PAIRS = 3;
/** Groups named beside the largest. */
const NAMED_GROUPS = 4;
/** Repeated rows named for two sets. */
const NAMED_REPEATS = 6;

/** Output of `prompts`. Ids, never texts. */
export function formatPromptReport({ sets, leaks, repeats, splits, threshold }: PromptReport): string {
  const parts = sets.map((set) => formatSet(set, threshold));
  if (sets.length > 1) parts.push(formatLeaks(leaks, threshold));
  if (repeats.length > 0) parts.push(formatRepeats(repeats));
  if (splits) parts.push(formatSplits(splits));
  return parts.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

function formatSet(set: PromptSetDescription, threshold: number): string[] {
  const kinds = Object.entries(set.kinds).flatMap(([kind, count]) =>
    count > 0 ? [`${count} ${kind === 'unknown' ? 'of unknown kind' : kind}`] : [],
  );
  const { count, largest, duplicated } = set.groups;
  const [first] = set.groups.repeated;
  const similarity = first ? ` (mean similarity ${formatFraction(first.meanSimilarity)})` : '';
  return [
    `${set.name}${set.role === 'test' ? ' (test)' : ''}: ${set.shape}, ${set.kept} of ${set.rows} rows`,
    `  prompts  ${kinds.join(', ')}`,
    `  groups   ${count} at Jaccard ≥ ${threshold}, the largest of ${largest}${similarity}; ${duplicated} prompts have a near-duplicate`,
    ...formatGroups(set.groups.repeated),
    `  source   ${set.source}${set.files ? ` (${set.files.join(', ')})` : ''}`,
    ...(set.commit === undefined ? [] : [`  commit   ${set.commit}`]),
    `  file     sha256 ${set.fileHash}`,
    `  prompts  sha256 ${set.hash}`,
  ];
}

/** The groups behind the largest, size and mean similarity. */
function formatGroups([, ...others]: PromptSetDescription['groups']['repeated']): string[] {
  if (others.length === 0) return [];
  const named = others
    .slice(0, NAMED_GROUPS)
    .map(({ size, meanSimilarity }) => `${size} (${formatFraction(meanSimilarity)})`);
  const left = others.length - named.length;
  return [`           then ${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}`];
}

function formatRepeats(repeats: readonly SetRepeats[]): string[] {
  return [
    'requests that stand in two files of one layout, such as splits of a benchmark',
    ...repeats.flatMap(({ a, b, shape, requests }) =>
      wrapText(`${a} – ${b} (${shape}): ${repeatedCount(requests)}; ${namedPairs(requests)}`, COLUMNS).map(
        (line, index) => `${index === 0 ? '  ' : '    '}${line}`,
      ),
    ),
  ];
}

function repeatedCount(requests: SetRepeats['requests']): string {
  const distinct = new Set(requests.map(({ b }) => b)).size;
  const rows = distinct === requests.length ? '' : `, in ${requests.length} rows of the first`;
  return `${distinct} ${distinct === 1 ? 'request' : 'requests'}${rows}`;
}

function namedPairs(requests: SetRepeats['requests']): string {
  const named = requests.slice(0, NAMED_REPEATS).map((pair) => `${pair.a} = ${pair.b}`);
  const left = requests.length - named.length;
  return `${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
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
