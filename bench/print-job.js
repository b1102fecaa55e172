import { median, ratio } from './interleave.js';

/** Medians, and how many times faster the first contender is than each other one, with the range over rounds; as text or Markdown. */
export function printJob({ title, agreement, facts }, measured, markdown) {
  const [first] = measured;
  const rows = measured.map((one) => ({
    name: one.name,
    wall: `${median(one.wall).toFixed(2)} s`,
    cpu: `${median(one.cpu).toFixed(2)} s`,
    byWall: one === first ? '' : format(ratio(first.wall, one.wall)),
    byCpu: one === first ? '' : format(ratio(first.cpu, one.cpu)),
  }));
  const rounds = first.wall.length;
  const notes = [...(facts?.(measured) ?? []), ...(measured.length > 1 ? agreement(measured) : [])];
  const lines = markdown
    ? [
        `### ${title}`,
        '',
        `| ${rounds} rounds, interleaved | wall | CPU | times as long as ${first.name}: wall | CPU |`,
        '|---|---|---|---|---|',
        ...rows.map(
          ({ name, wall, cpu, byWall, byCpu }) => `| ${name} | ${wall} | ${cpu} | ${byWall} | ${byCpu} |`,
        ),
        '',
        ...notes.flatMap((note) => [`- ${note}`]),
        '',
      ]
    : [
        title,
        ...rows.map(
          ({ name, wall, cpu, byWall, byCpu }) =>
            `  ${name}: ${wall} (CPU ${cpu})${byWall && `, ratio ${byWall} (CPU ${byCpu})`}`,
        ),
        ...notes.map((note) => `  ${note}`),
      ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const format = ({ median: middle, low, high }) =>
  `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
