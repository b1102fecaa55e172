const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A tick of a logarithmic axis: `0.5`, `20`, and from ten thousand on `10⁵`. */
export function formatTick(value: number): string {
  const exponent = Math.log10(value);
  if (!Number.isInteger(Math.round(exponent * 1e6) / 1e6) || Math.abs(exponent) < 3.5) return String(value);
  const digits = [...String(Math.abs(Math.round(exponent)))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** A tick of a linear axis: `0.5`, `−20`, and from ten thousand on `12k`. */
export function formatAxisTick(value: number): string {
  const size = Math.abs(value);
  const text =
    size >= 1e4 ? `${Number((value / 1e3).toPrecision(4))}k` : String(Number(value.toPrecision(6)));
  return text.replace('-', '−');
}
