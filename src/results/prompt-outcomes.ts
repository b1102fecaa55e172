/** Outcomes of a test prompt set, a letter a prompt: d degenerate, r refused, c complied, u cut off, x deflected. */
export interface PagePrompts {
  readonly set: string;
  readonly ids: readonly string[];
  readonly outcomes: Readonly<Record<string, string>>;
}
