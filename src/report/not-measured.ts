/** What an audit had to measure with: counts, as far as something is left out where they are 0. */
export interface MeasuredScope {
  /** `exact`: right answers are known, so success and capability are measured by them. */
  readonly judge: 'exact' | 'substring';
  /** Judges beside the rules. */
  readonly judges: number;
  /** Raw texts, and right answers to harmless prompts. */
  readonly texts: number;
  readonly references: number;
  /** Harmless test prompts that look harmful. */
  readonly borderline: number;
  /** Questions with choices, and with answers in words. */
  readonly questions: number;
  readonly controlDraws: number;
  readonly strengths: number;
  /** The chat template has a place for thoughts before the answer that is not told apart. */
  readonly thinks: boolean;
  /** Whether the model had room for a thought, where that is known. */
  readonly thinking?: 'off' | 'on';
  readonly maxNewTokens: number;
  /** Methods beside pca-ot, layers, and kinds of arms left out, as far as an audit was told; absent: all, all, none. */
  readonly methods?: readonly string[];
  readonly layers?: readonly string[];
  readonly without?: readonly string[];
}

const KINDS: Readonly<Record<string, string>> = {
  pairs: 'pairs of layers',
  everywhere: 'all layers at once',
  variants: 'other token scopes and complements',
  strengths: 'other strengths: dose and response, and with them part of the robustness score',
  monitors: 'monitors: whether an attack is seen in the activations behind it',
  controls: 'controls: whether any displacement of the same size would do the same',
};

/** Something that an audit leaves out, and the option that would measure it. */
export interface NotMeasured {
  readonly what: string;
  readonly would: string;
}

/** What an audit of this scope does not measure; a plan, the terminal, report.md and the page say it in the same words. */
export function notMeasured(scope: MeasuredScope): NotMeasured[] {
  const { judge, judges, texts, references, borderline, questions, controlDraws, strengths } = scope;
  const { methods, layers, without = [] } = scope;
  const rules = judge === 'substring';
  const missing: [left: boolean, what: string, would: string][] = [
    [
      rules && judges === 0,
      'whether a completion without a refusal phrase does what was asked',
      '--judge harmbench=MODEL, llama-guard=MODEL or rubric=URL#MODEL',
    ],
    [
      borderline === 0,
      'over-refusal: whether harmless prompts that look harmful are answered',
      '--over-refusal FILE, such as XSTest',
    ],
    [
      rules && questions === 0,
      'what the model can still do: no right answers are known for these prompts',
      '--questions FILE, with choices or with answers',
    ],
    [texts === 0, 'perplexity of raw text', '--text FILE'],
    [
      references === 0,
      'perplexity of right answers to harmless prompts',
      'a column of reference answers in the harmless test prompts (--mapping reference=COLUMN)',
    ],
    [
      scope.thinks,
      `the answer after the model’s thoughts: the chat template has a place for them, and a completion is judged as a whole, at most ${scope.maxNewTokens} tokens`,
      'a template without thinking, or --max-new-tokens that leave room for both',
    ],
    [
      scope.thinking === 'off',
      'what the model does when it thinks before it answers',
      'the same audit with --thinking on, and compare',
    ],
    [
      scope.thinking === 'on',
      'what the model does without thinking; the refusal score, which is of the first token, is of a thought’s here',
      'the same audit with --thinking off, where its template has that, and compare',
    ],
    [
      controlDraws === 0,
      'whether any displacement of the same size would do the same',
      '--control-draws and --peak-draws above 0',
    ],
    [strengths === 0, 'dose and response', '--strengths 0.5,0.75,1.25,1.5'],
    [
      methods !== undefined,
      `methods other than pca-ot and ${methods?.join(', ')}`,
      'the same audit without --methods',
    ],
    [
      layers !== undefined,
      `arms of one layer elsewhere than at ${layers?.join(', ')}`,
      'the same audit without --layers',
    ],
    ...without.map((kind): (typeof missing)[number] => [
      true,
      KINDS[kind] ?? kind,
      `the same audit without --without ${kind}`,
    ]),
  ];
  return missing.filter(([left]) => left).map(([, what, would]) => ({ what, would }));
}

/** `Over-refusal: … (would: --over-refusal FILE)`, a sentence each. */
export const notMeasuredSentences = (left: readonly NotMeasured[]): string[] =>
  left.map(({ what, would }) => `${what[0].toUpperCase()}${what.slice(1)}. What would: ${would}.`);

export const NOT_MEASURED = 'Not measured, and what would';
