import type { AuditMethod } from '../../../src/audit/plan/arm.ts';
import { siteDepth } from '../../../src/interventions/residual-site.ts';
import { type ArmSettings, LAB_METHODS, lowestLayer } from '../../../src/laboratory/arm-settings.ts';
import type { SweepAxis } from '../../../src/laboratory/experiment.ts';
import { findMethod } from '../../../src/methods/find-method.ts';
import { formatAsGiven } from '../../../src/wording/format-as-given.ts';
import { formatFraction } from '../../../src/wording/format-fraction.ts';
import { COMPLEMENT_NOTES, METHOD_NOTES, SCOPE_NOTES } from '../method-notes.ts';
import { STRENGTHS } from '../page-state.ts';
import type { Cells, SweepAxes } from '../use-laboratory.ts';
import type { LabInfo } from '../worker/protocol.ts';
import { OutcomeTrack } from './outcome-track.tsx';
import { Segmented } from './segmented.tsx';
import { SliderField } from './slider-field.tsx';

/** Strengths that are swept: every quarter. */
const SWEPT_STRENGTHS = Array.from({ length: 13 }, (_, i) => STRENGTHS.lowest + i / 4);

/** Requests of the two sliders' sweeps. */
export function sweepAxes({ method }: ArmSettings, layers: number): SweepAxes {
  const lowest = lowestLayer(method);
  return [
    { axis: 'layer', values: Array.from({ length: layers - lowest }, (_, i) => lowest + i) },
    { axis: 'strength', values: SWEPT_STRENGTHS },
  ];
}

/** The controls of the arm. */
export function ArmControls(props: {
  readonly info: LabInfo;
  readonly settings: ArmSettings;
  readonly cells: Cells;
  readonly onChange: (change: Partial<ArmSettings>) => void;
}) {
  const { info, settings, cells, onChange } = props;
  const { method, layer, rank, strength, scope, complement } = settings;
  const [layerAxis, strengthAxis] = sweepAxes(settings, info.layers);
  const { actsEverywhere: everywhere, point, takes } = findMethod(method);
  const ranked = takes.includes('rank');
  const depth = siteDepth({ layer, point }, info.layers);
  const track = (axis: SweepAxis, values: readonly number[], current: number) => (
    <OutcomeTrack
      what={axis === 'layer' ? 'Layer' : 'Strength'}
      values={values}
      lowest={values[0]}
      highest={values[values.length - 1]}
      current={current}
      cells={cells[axis].byValue}
      onPick={(value) => onChange({ [axis]: value })}
    />
  );
  return (
    <form class="controls" aria-label="Intervention" onSubmit={(event) => event.preventDefault()}>
      <div class="field">
        <div class="field-head">
          <label for="method">Method</label>
        </div>
        <select
          id="method"
          value={method}
          onChange={(event) => onChange({ method: event.currentTarget.value as AuditMethod })}
        >
          {LAB_METHODS.map((name) => (
            <option key={name} value={name}>
              {METHOD_NOTES[name].title}
            </option>
          ))}
        </select>
        <p class="note">
          <code>{method}</code> {METHOD_NOTES[method].note}
        </p>
      </div>
      <SliderField
        label={everywhere ? 'Read at layer' : 'Layer'}
        shown={`${layer} · depth ${formatFraction(depth)}`}
        lowest={lowestLayer(method)}
        highest={info.layers - 1}
        step={1}
        value={layer}
        onInput={(value) => onChange({ layer: value })}
      >
        {track('layer', layerAxis.values, layer)}
      </SliderField>
      <SliderField
        label="Strength λ"
        shown={formatAsGiven(strength)}
        lowest={STRENGTHS.lowest}
        highest={STRENGTHS.highest}
        step={STRENGTHS.step}
        value={strength}
        onInput={(value) => onChange({ strength: Math.round(100 * value) / 100 })}
      >
        {track('strength', strengthAxis.values, strength)}
      </SliderField>
      <TrackLegend twin={[...cells.layer.byValue.values()].some(({ twin }) => twin !== null)} />
      <SliderField
        label="Rank K"
        shown={ranked ? String(rank) : 'has none'}
        lowest={1}
        highest={info.highestRank}
        step={1}
        value={rank}
        disabled={!ranked}
        onInput={(value) => onChange({ rank: value })}
      />
      <Segmented
        legend="Tokens"
        options={SCOPE_NOTES}
        value={scope as keyof typeof SCOPE_NOTES}
        onChange={(value) => onChange({ scope: value })}
      />
      {takes.includes('complement') && (
        <Segmented
          legend="Outside the K coordinates"
          options={COMPLEMENT_NOTES}
          value={complement}
          onChange={(value) => onChange({ complement: value })}
        />
      )}
    </form>
  );
}

/** Legend of the colours above the sliders. */
function TrackLegend({ twin }: { readonly twin: boolean }) {
  const tones = { refused: 'refused', complied: 'answered', neither: 'wrong', broken: 'broken' };
  return (
    <p class="legend track-legend">
      {Object.entries(tones).map(([tone, label]) => (
        <span key={tone} class="key tight">
          <span class={`cell-swatch tone-${tone}`} /> {label}
        </span>
      ))}
      {twin && <span class="key">thin: its harmless twin</span>}
    </p>
  );
}
