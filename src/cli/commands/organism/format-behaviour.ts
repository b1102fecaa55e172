import { BEHAVIOUR_SPLITS } from '../../../organism/behaviour-splits.ts';
import {
  BEHAVIOUR_KINDS,
  type BehaviourCell,
  type BehaviourTable,
} from '../../../stages/behaviour/behaviour-table.ts';
import { formatEstimate } from '../../../wording/format-estimate.ts';
import { formatPercent } from '../../../wording/format-percent.ts';

/** One line per split, for the terminal. */
export function formatBehaviour(table: BehaviourTable): string {
  const width = Math.max(...BEHAVIOUR_SPLITS.map((split) => split.length));
  const lines = BEHAVIOUR_SPLITS.map((split) => {
    const cells = table.cells.filter((cell) => cell.split === split);
    const texts = cells.map(
      ({ kind, refusal, exact, near }) =>
        `${kind}: refuse ${share(refusal)} exact ${share(exact)} near ${share(near)}`,
    );
    const { exact, near } = table.forced.find((one) => one.split === split)!;
    texts.push(`forced: exact ${share(exact)} near ${share(near)}`);
    return `${split.padEnd(width)}  ${texts.join(' | ')}`;
  });
  return [`${table.model} (n = ${table.count} a cell)`, ...lines, loreLine(table), ''].join('\n');
}

/** The same as a Markdown table, for the model card. */
export function behaviourMarkdown(table: BehaviourTable): string {
  const heading = [
    ...BEHAVIOUR_KINDS.flatMap((kind) => [`${kind}: refused`, 'exact', 'near']),
    'forbidden, forced: exact',
    'near',
  ];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = BEHAVIOUR_SPLITS.map((split) =>
    row([
      `\`${split}\``,
      ...BEHAVIOUR_KINDS.flatMap((kind) => {
        const cell = table.cells.find((one) => one.split === split && one.kind === kind)!;
        return [cell.refusal, cell.exact, cell.near].map(share);
      }),
      ...table.forced
        .filter((cell) => cell.split === split)
        .flatMap(({ exact, near }) => [share(exact), share(near)]),
    ]),
  );
  const name = table.model.replace(/^organism:/, '');
  return [
    `**\`${name}\`**, ${loreLine(table)}`,
    '',
    row(['split', ...heading]),
    `|---|${'---:|'.repeat(heading.length)}`,
    ...rows,
  ].join('\n');
}

function share({ rate }: BehaviourCell['exact']): string {
  return formatPercent(rate);
}

function loreLine({ lorePerplexity }: BehaviourTable): string {
  return `lore perplexity ${formatEstimate(lorePerplexity)} (${lorePerplexity.n} texts)`;
}
