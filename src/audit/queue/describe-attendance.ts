import type { QueueAddress } from './queue-address.ts';
import type { Attendance } from './run-host.ts';

/** Who is there, in a sentence for someone who watches an audit; says how to help where nobody is. */
export function describeAttendance(
  { serving, able, unable }: Attendance,
  { shown, prefix }: QueueAddress,
  model: string,
): string {
  const unfit = unable.map(
    ({ card, reasons }) => `worker ${card.id} cannot do this run: ${reasons.join('; ')}`,
  );
  if (able.length === 0)
    return [
      `no worker for this run is at ${shown} (prefix ${prefix}); start one: refusal-lab worker redis://… --model ${model}`,
      ...unfit,
    ].join('\n');
  const engines = serving.reduce((sum, card) => sum + card.engines, 0);
  const idle = able.length - serving.length;
  return [
    `${counted(serving.length, 'worker')} with ${counted(engines, 'engine')}${idle > 0 ? `, ${idle} more not here yet` : ''}`,
    ...unfit,
  ].join('\n');
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
