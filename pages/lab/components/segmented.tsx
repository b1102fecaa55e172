import { useId } from 'preact/hooks';

/** A few choices side by side: radio buttons, moved by the arrow keys. */
export function Segmented<Value extends string>(props: {
  readonly legend: string;
  readonly options: Readonly<Record<Value, string>>;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const { legend, options, value, onChange } = props;
  const name = useId();
  return (
    <fieldset class="field segmented">
      <legend>{legend}</legend>
      <div class="segments">
        {(Object.keys(options) as Value[]).map((option) => (
          <label key={option} class={option === value ? 'chosen' : ''}>
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => onChange(option)}
            />
            <span>{options[option]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
