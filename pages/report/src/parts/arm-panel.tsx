import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { armInWords } from '../../../../src/report/arm-in-words.ts';
import type { PageArm, ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatPointsInWords } from '../../../../src/wording/format-points.ts';
import { probabilityText } from '../../../../src/wording/format-probability.ts';
import { MethodSymbol } from '../chart/method-symbol.tsx';
import { useSelection } from '../state/use-selection.ts';
import { Breakable } from '../text/breakable.tsx';
import { explainCommand } from '../text/explain-command.ts';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import { formatPageRate } from '../text/format-page-rate.ts';
import { ARM_COLUMNS, type ArmColumn } from './arm-columns.ts';
import { ArmOutcomes } from './arm-outcomes.tsx';
import { type ArmNumber, stageOfArm, stageOfLeft } from './arm-stage.ts';

/** All that a run knows of the arm that the reader has chosen; nothing while none is, or one that the run does not know. */
export function ArmPanel({ data }: { readonly data: ReportPage }): VNode | null {
  const { selection, panel } = useSelection();
  const id = selection.arm;
  if (!panel.open || id === null) return null;
  const arm = data.arms.find((each) => each.id === id) ?? null;
  const stage = arm === null ? stageOfLeft(data, id) : stageOfArm(arm, data);
  if (stage === null) return null;
  const prompts = data.prompts.filter(({ outcomes }) => id in outcomes && 'baseline' in outcomes);
  return (
    <Panel
      id={id}
      symbol={arm && <MethodSymbol method={arm.method} rank={arm.rank} hollow={!arm.intact} size={52} />}
    >
      {arm && <p>{armInWords(arm, data.titles)}</p>}
      <h3>Stage</h3>
      <p>
        Reached: <b>{stage.reached}</b>. {stage.why}
      </p>
      <Numbers rows={arm === null ? stage.measured : numbersOf(arm)} ofStage={arm === null} />
      {prompts.length > 0 && (
        <>
          <h3>Outcome by prompt</h3>
          {prompts.map((each) => (
            <ArmOutcomes key={`${each.set} ${id}`} id={id} prompts={each} />
          ))}
        </>
      )}
      <h3>Token by token</h3>
      <p>
        <code class="command">{explainCommand(data, id)}</code>
      </p>
    </Panel>
  );
}

function Numbers({
  rows,
  ofStage,
}: {
  readonly rows: readonly ArmNumber[];
  readonly ofStage: boolean;
}): VNode | null {
  if (rows.length === 0) return null;
  return (
    <>
      <h3>{ofStage ? 'Measured there; not success' : 'On the test split [95% CI]'}</h3>
      <dl class="arm-numbers">
        {rows.map(([label, value, note = '']) => (
          <div key={label}>
            <dt title={note}>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Every column of the arm table that was measured, as it is read. */
const numbersOf = (arm: PageArm): ArmNumber[] =>
  ARM_COLUMNS.flatMap((column) =>
    valuesOf(column, arm).map((value): ArmNumber => [column.heading, value, column.describes]),
  );

/** One value; none where nothing was measured. */
function valuesOf(column: ArmColumn, arm: PageArm): string[] {
  if (column.kind === 'name') return [];
  if (column.key === 'against') return againstOf(arm);
  if (column.kind === 'text') return [column.text(arm)];
  if (column.kind === 'rate') return column.rate(arm)[1] === 0 ? [] : [formatPageRate(column.rate(arm))];
  const estimate = column.estimate(arm);
  return estimate[0] === null ? [] : [`${formatPageEstimate(estimate)}, n = ${estimate[1]}`];
}

function againstOf({ against }: PageArm): string[] {
  if (against === null) return [];
  const { difference, interval, adjustedP, conclusion } = against;
  const p = probabilityText(adjustedP);
  return [
    `${formatPointsInWords(difference, interval)}, adjusted p ${/^[<>]/.test(p) ? p : `= ${p}`}: ${conclusion === 'null' ? 'no effect' : conclusion}`,
  ];
}

/** Docked at the side where what opened it is not, at the foot of a narrow screen. Not modal: figures beside it go on answering. */
function Panel({
  id,
  symbol,
  children,
}: {
  readonly id: string;
  readonly symbol: VNode | null;
  readonly children: ComponentChildren;
}): VNode {
  const { panel } = useSelection();
  const { openings, opener, close } = panel;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (element.current) element.current.scrollTop = 0;
    if (openings === 0) return;
    element.current?.focus({ preventScroll: true });
    const place = opener?.getBoundingClientRect();
    // At the foot of a narrow screen it would cover what opened it.
    if (place && matchMedia('(max-width: 44rem)').matches && place.bottom > 0.36 * innerHeight)
      scrollBy({ top: place.top - 0.2 * innerHeight, behavior: 'instant' });
  }, [openings]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      // Escape means something of its own in a field.
      const inField = event.target instanceof Element && event.target.closest('input, select') !== null;
      if (event.key === 'Escape' && !inField) close();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [close]);
  const place = opener?.getBoundingClientRect();
  const left = place !== undefined && place.left + place.width / 2 > innerWidth / 2;
  return (
    <div
      ref={element}
      class={left ? 'arm-panel left' : 'arm-panel'}
      role="dialog"
      aria-labelledby="arm-panel-title"
      tabIndex={-1}
    >
      <div class="arm-panel-head">
        <h2 id="arm-panel-title">
          {symbol && (
            <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
              {symbol}
            </svg>
          )}
          <Breakable text={id} />
        </h2>
        <button type="button" class="close" aria-label="Close" onClick={close}>
          ×
        </button>
      </div>
      {children}
    </div>
  );
}
