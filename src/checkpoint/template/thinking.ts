/** Whether a model may think before it answers. */
export const THINKING = ['off', 'on'] as const;
export type Thinking = (typeof THINKING)[number];
