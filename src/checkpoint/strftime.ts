const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const two = (value: number): string => String(value).padStart(2, '0');

/** The directives of Python's strftime that chat templates use, in English and UTC (`%-d`: without a zero in front); others stay as they are. */
export function strftime(date: Date, format: string): string {
  const values: Record<string, string> = {
    Y: String(date.getUTCFullYear()),
    y: two(date.getUTCFullYear() % 100),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    B: MONTHS[date.getUTCMonth()],
    b: MONTHS[date.getUTCMonth()].slice(0, 3),
    A: DAYS[date.getUTCDay()],
    a: DAYS[date.getUTCDay()].slice(0, 3),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    '%': '%',
  };
  return format.replace(/%(-?)([A-Za-z%])/g, (directive, bare: string, letter: string) => {
    const value = values[letter];
    if (value === undefined) return directive;
    return bare ? value.replace(/^0(?=\d)/, '') : value;
  });
}
