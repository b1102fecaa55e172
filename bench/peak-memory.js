import { readFileSync } from 'node:fs';

/** Samples the memory of a process; `stop` returns the peaks in bytes. Linux only: it reads /proc. */
export function watchMemory(pid, everyMs = 20) {
  let resident = 0;
  let anonymous = 0;
  const sample = () => {
    let status;
    try {
      status = readFileSync(`/proc/${pid}/status`, 'utf8');
    } catch {
      return;
    }
    const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    // The kernel's own high-water mark misses nothing between two samples; there is none for anonymous memory alone.
    resident = Math.max(resident, 1024 * kilobytes('VmHWM'));
    anonymous = Math.max(anonymous, 1024 * kilobytes('RssAnon'));
  };
  const timer = setInterval(sample, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      sample();
      return { resident, anonymous };
    },
  };
}
