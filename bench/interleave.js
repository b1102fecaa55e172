/** Wall and CPU seconds of `run`, with what it returned. CPU time is the whole process's, worker threads included. */
export async function timed(run) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const output = await run();
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1e6, output };
}

/**
 * Runs every contender once per round, A B C A B C …, so that other load on the machine affects all of them alike. The first round warms up
 * and is not counted. Returns the measurements by contender, and the last output of each.
 */
export async function interleave(contenders, rounds) {
  const measured = contenders.map(({ name }) => ({ name, wall: [], cpu: [], output: undefined }));
  for (let round = 0; round <= rounds; round++)
    for (const [i, { run }] of contenders.entries()) {
      const { wall, cpu, output } = await run();
      measured[i].output = output;
      if (round === 0 && rounds > 0) continue;
      measured[i].wall.push(wall);
      measured[i].cpu.push(cpu);
    }
  return measured;
}

const sorted = (values) => [...values].sort((a, b) => a - b);

export function median(values) {
  const order = sorted(values);
  const middle = order.length >> 1;
  return order.length % 2 ? order[middle] : (order[middle - 1] + order[middle]) / 2;
}

/** Median and range of the rounds' own ratios b/a: how many times faster a is. */
export function ratio(a, b) {
  const ratios = sorted(a.map((value, i) => b[i] / value));
  return { median: median(ratios), low: ratios[0], high: ratios.at(-1) };
}
