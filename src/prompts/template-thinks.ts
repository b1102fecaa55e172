/** Whether a chat template (Jinja source) has a place for thoughts before the answer, as those of Qwen3 and its like have. */
export const templateThinks = (source: string): boolean =>
  /enable_thinking|<think>|\bthinking\b/.test(source);
