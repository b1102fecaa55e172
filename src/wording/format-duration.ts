const HOUR = 3600;
const DAY = 24 * HOUR;

/** `45 s`, `3 min 20 s`, `2 h 5 min`, and beyond 48 hours `2.1 days`, `22 days`. */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole > 2 * DAY) return daysText(whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 10 && whole % 60 > 0) return `${minutes} min ${whole % 60} s`;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A duration that is only known roughly, in one unit: `90 s`, `45 min`, `7.5 h`, `22 days`. */
export function formatRoughDuration(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 2 * HOUR) return `${Math.ceil(seconds / 60)} min`;
  return seconds > 2 * DAY ? daysText(seconds) : `${(seconds / HOUR).toFixed(1)} h`;
}

/** `12.3 s`: how long something took. */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

function daysText(seconds: number): string {
  const days = seconds / DAY;
  return `${days.toFixed(days < 9.95 ? 1 : 0)} days`;
}
