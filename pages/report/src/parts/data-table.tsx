import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { formatNumber } from '../../../../src/wording/format-number.ts';
import type { Cell, FigureTable } from './figure-table.ts';

/** The numbers of a figure, behind a summary that opens them. */
export function DataTable({
  name,
  table,
  summary = 'Numbers',
  choose,
}: {
  readonly name: string;
  readonly table: FigureTable;
  readonly summary?: string;
  /** What pressing the first cell of a row does; absent: nothing can be pressed. */
  readonly choose?: (first: string) => void;
}): VNode {
  const [open, setOpen] = useState(false);
  return (
    <details class="numbers" onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>{summary}</summary>
      <section class="scroll" tabIndex={0} aria-label={`Numbers of ${name}`}>
        {open && (
          <table>
            <thead>
              <tr>
                {table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column.replaceAll('_', ' ')}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j} class={typeof cell === 'number' ? 'number' : undefined}>
                      {choose && j === 0 ? (
                        <button type="button" class="arm" onClick={() => choose(cellText(cell))}>
                          {cellText(cell)}
                        </button>
                      ) : (
                        cellText(cell)
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </details>
  );
}

function cellText(cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'number') return Number.isInteger(cell) ? String(cell) : formatNumber(cell);
  return cell;
}
