/** Names in the database, all behind one prefix; jobs lie under the prefix too, where BullMQ puts them. */
export function queueKeys(prefix: string) {
  return {
    /** Set of the ids of runs that are known. */
    runs: `${prefix}:runs`,
    /** Set of the ids of workers that are known. */
    workers: `${prefix}:workers`,
    /** What is to be done, as long as its coordinator lives. */
    offer: (run: string) => `${prefix}:offer:${run}`,
    /** Prompts, as long as the coordinator lives. */
    data: (run: string) => `${prefix}:data:${run}`,
    /** Says that jobs may still be of use to a coordinator that comes back. */
    kept: (run: string) => `${prefix}:kept:${run}`,
    /** A worker's card, as long as it lives. */
    worker: (id: string) => `${prefix}:worker:${id}`,
  };
}

export type QueueKeys = ReturnType<typeof queueKeys>;
