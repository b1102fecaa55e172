import { useId } from 'preact/hooks';
import type { Experiment } from '../../../src/laboratory/experiment.ts';
import type { LabInfo } from '../worker/protocol.ts';
import type { Look } from './look.ts';
import { PlaneFigure } from './plane-figure.tsx';

/** The plane, its legend, and which layer it shows. */
export function PlanePanel(props: {
  readonly info: LabInfo;
  readonly experiment: Experiment;
  readonly look: Look;
  readonly view: number | null;
  readonly onView: (view: number | null) => void;
}) {
  const { info, experiment, look, view, onView } = props;
  const { plane } = experiment;
  const id = useId();
  return (
    <div class="panel plane-panel">
      <div class="panel-head">
        <h3>
          Activation plane{' '}
          <span class="quiet">
            {look.step === 0 ? 'at the last prompt token' : `before token ${look.step + 1}`}
          </span>
        </h3>
        <label class="view" for={id}>
          <span>Residual stream after</span>
          <select
            id={id}
            value={view === null ? '' : String(view)}
            onChange={({ currentTarget: { value } }) => onView(value === '' ? null : Number(value))}
          >
            <option value="">the map’s layer</option>
            {Array.from({ length: info.layers }, (_, layer) => (
              <option key={layer} value={String(layer)}>{`layer ${layer}`}</option>
            ))}
          </select>
        </label>
      </div>
      <PlaneFigure plane={plane} along={look.along} step={look.step} />
      <p class="legend">
        <span class="key">
          <span class="swatch dot-forbidden" /> harmful fit prompts
        </span>
        <span class="key">
          <span class="swatch dot-harmless" /> harmless fit prompts
        </span>
        {plane.moved && (
          <span class="key">
            <span class="swatch dashed" /> where the map takes the harmful
          </span>
        )}
        <span class="key">
          <span class="swatch ring" /> this prompt, unattacked
        </span>
        <span class="key">
          <span class="swatch disc" /> intervened
        </span>
      </p>
    </div>
  );
}
