/** How a set of the run's test prompts is called. */
export const setWord = (set: string): string => (set === 'forbidden' ? 'harmful' : set);
