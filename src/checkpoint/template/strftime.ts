const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const DAY = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');

/** Directives of the C library that are not supported, and numbers of two or three digits, which flags change. */
const OTHERS = /^[EGgklOPrsV+]$/;
const NUMBERS = /^[CymdejUWHIMS]$/;

/**
 * Python's strftime in English and UTC; `%-d`, `%_d` and `%0d` write a number without anything in front, with a blank, with a zero. Letters that are
 * not directives stay as they are. Throws naming a directive that is not supported.
 */
export function strftime(date: Date, format: string): string {
  const values = directives(date);
  return format.replace(/%([-_0^#]?)(.)/gsu, (directive, flag: string, letter: string) => {
    const value = Object.hasOwn(values, letter) ? values[letter] : undefined;
    const isNumber = NUMBERS.test(letter);
    if (OTHERS.test(letter) || /[\^#]/.test(flag) || (/[_0]/.test(flag) && !isNumber))
      throw new Error(`strftime's "${directive}" is not supported`);
    if (value === undefined || flag === '' || !isNumber) return value ?? directive;
    const digits = value.replace(/^[0 ]+(?=\d)/, '');
    return flag === '-' ? digits : digits.padStart(value.length, flag === '_' ? ' ' : '0');
  });
}

function directives(date: Date): Readonly<Record<string, string>> {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const [hour, minute, second] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  const weekday = date.getUTCDay();
  const yearDay = Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / DAY);
  const monday = (weekday + 6) % 7;
  const clock = `${two(hour)}:${two(minute)}:${two(second)}`;
  return {
    Y: String(year),
    C: two(Math.floor(year / 100)),
    y: two(year % 100),
    m: two(month + 1),
    d: two(day),
    e: String(day).padStart(2),
    B: MONTHS[month],
    b: MONTHS[month].slice(0, 3),
    h: MONTHS[month].slice(0, 3),
    A: DAYS[weekday],
    a: DAYS[weekday].slice(0, 3),
    u: String(weekday || 7),
    w: String(weekday),
    j: String(yearDay + 1).padStart(3, '0'),
    U: two(Math.floor((yearDay + 7 - weekday) / 7)),
    W: two(Math.floor((yearDay + 7 - monday) / 7)),
    H: two(hour),
    I: two(hour % 12 || 12),
    p: hour < 12 ? 'AM' : 'PM',
    M: two(minute),
    S: two(second),
    f: String(date.getUTCMilliseconds() * 1000).padStart(6, '0'),
    D: `${two(month + 1)}/${two(day)}/${two(year % 100)}`,
    x: `${two(month + 1)}/${two(day)}/${two(year % 100)}`,
    F: `${year}-${two(month + 1)}-${two(day)}`,
    T: clock,
    X: clock,
    R: `${two(hour)}:${two(minute)}`,
    c: `${DAYS[weekday].slice(0, 3)} ${MONTHS[month].slice(0, 3)} ${String(day).padStart(2)} ${clock} ${year}`,
    n: '\n',
    t: '\t',
    // Without a time zone, as datetime.now() has none.
    z: '',
    Z: '',
    '%': '%',
  };
}
