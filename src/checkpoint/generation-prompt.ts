/** How every templated prompt ends, and so which place its last token is. */
export interface GenerationPrompt {
  /** In an open turn, in a thought that was begun, or behind a thought without content. */
  readonly end: 'open turn' | 'open thought' | 'empty thought';
  /** What the template puts behind the user's content. */
  readonly text: string;
  /** The last token, whose activations maps are fitted on: position T − 1. */
  readonly last: string;
}
