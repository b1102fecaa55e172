import { parseQueueAddress, type QueueAddress } from '../../audit/queue/queue-address.ts';

/** An address of the command line, with the password of the environment where it has none. */
export function queueAddress(text: string, prefix: string): QueueAddress {
  const { REFUSAL_LAB_QUEUE_PASSWORD: password } = process.env;
  return parseQueueAddress(text, { prefix, ...(password ? { password } : {}) });
}
