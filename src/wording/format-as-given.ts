/** A number that somebody chose (a strength λ, a tick, a limit), with all its digits: `0.5`, `−1`. */
export function formatAsGiven(value: number): string {
  return String(value).replace('-', '−');
}
