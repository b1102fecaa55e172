/** Support of a linear-act map: everywhere, or strictly between a coordinate's extremes in the source sample. */
export const ACT_SUPPORTS = ['all', 'q0-100'] as const;
export type ActSupport = (typeof ACT_SUPPORTS)[number];
