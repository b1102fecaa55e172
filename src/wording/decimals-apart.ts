/** Decimals that are added at most. */
const MORE = 4;

/**
 * A size of at least 0 with `decimals`, and with as many more as it needs not to read as 0 or as `unit` where it is neither:
 * 99.5 of 100 with no decimals → `99.5`, 50.4 → `50`, 0.04 → `0.04`. What even four more would not tell apart is `< 0.0001` or `> 99.9999`.
 */
export function decimalsApart(size: number, unit: number, decimals: number): string {
  const distance = Math.min(size, Math.abs(unit - size));
  if (distance === 0) return size.toFixed(decimals);
  const most = decimals + MORE;
  const needed = Math.min(most, Math.max(decimals, Math.ceil(-Math.log10(distance))));
  const text = size.toFixed(needed);
  if (Number(text) === 0) return `< ${10 ** -most}`;
  if (Number(text) === unit) return size < unit ? `> ${(unit - 10 ** -most).toFixed(most)}` : `> ${unit}`;
  return needed > decimals ? withoutZeros(text, decimals) : text;
}

/** Zeros at the end of the added decimals say nothing: `99.0` → `99`. */
function withoutZeros(text: string, decimals: number): string {
  const least = text.indexOf('.') + 1 + decimals;
  let end = text.length;
  while (end > least && text[end - 1] === '0') end -= 1;
  return text.slice(0, end).replace(/\.$/, '');
}
