/** Prompts to fit on: those of the organism's world, which are code, or the user's own. */
export type ListedPrompts =
  | { readonly source: 'organism' }
  | { readonly source: 'given'; readonly harmful: readonly string[]; readonly harmless: readonly string[] };

/** The lab server's description of its model: a name to show, the files to load, prompts. */
export interface ModelListing {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly prompts: ListedPrompts;
}
