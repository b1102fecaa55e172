import type { VNode } from 'preact';

/** One of a few: a group of radio buttons. */
export function Segmented<Value extends string>({
  name,
  options,
  value,
  choose,
}: {
  readonly name: string;
  readonly options: readonly Value[];
  readonly value: Value;
  readonly choose: (value: Value) => void;
}): VNode {
  return (
    <fieldset class="segmented">
      <legend>{name}</legend>
      {options.map((option) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === value}
            onChange={() => choose(option)}
          />
          <span>{option}</span>
        </label>
      ))}
    </fieldset>
  );
}
