const WORDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  _: '\\_',
  '%': '\\%',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '"': '\\textquotedbl{}',
  λ: '$\\lambda$',
  κ: '$\\kappa$',
  '∞': '$\\infty$',
  '−': '$-$',
  '–': '--',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '’': "'",
};

/** Text that LaTeX sets as it is, on one line. */
export function escapeLatex(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\{}$&#_%~^<>"λκ∞−–≤≥’]/g, (character) => WORDS[character])
    .replace(/\p{Cc}/gu, '');
}
