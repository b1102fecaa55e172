import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A slider with its value in words; `children` stand right above its track, in its scale. */
export function SliderField(props: {
  readonly label: string;
  readonly shown: string;
  readonly lowest: number;
  readonly highest: number;
  readonly step: number;
  readonly value: number;
  readonly disabled?: boolean;
  readonly onInput: (value: number) => void;
  readonly children?: ComponentChildren;
}) {
  const { label, shown, lowest, highest, step, value, disabled = false, onInput, children } = props;
  const id = useId();
  return (
    <div class={`field slider ${disabled ? 'off' : ''}`}>
      <div class="field-head">
        <label for={id}>{label}</label>
        <output for={id}>{shown}</output>
      </div>
      {children}
      <input
        id={id}
        type="range"
        min={lowest}
        max={highest}
        step={step}
        value={value}
        disabled={disabled}
        aria-valuetext={shown}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
