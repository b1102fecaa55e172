import type { MethodSymbol, Shades } from '../../methods/method-style.ts';
import type { PageMade } from '../../results/page-evidence.ts';
import type { PagePrompts } from '../../results/prompt-outcomes.ts';
import type { TextTable } from '../text-table.ts';

/** k of n with the bounds of its 95% interval: a tuple, for a report holds thousands. */
export type PageRate = readonly [k: number, n: number, low: number | null, high: number | null];

/** A value over n units with the bounds of its 95% interval. */
export type PageEstimate = readonly [
  value: number | null,
  n: number,
  low: number | null,
  high: number | null,
];

export type Bounds = readonly [low: number, high: number];

/** An arm on the test split. */
export interface PageArm {
  readonly id: string;
  readonly method: string;
  readonly rank: number | null;
  readonly role: string;
  readonly layers: readonly number[];
  readonly layer: number | null;
  /** Depth of its site in [0, 1]; null for the baseline and for arms at several layers. */
  readonly depth: number | null;
  readonly scope: string;
  /** Chosen by its method's own selection. */
  readonly chosen: boolean;
  /** Why it stands in although it met no rule; empty otherwise. */
  readonly flag: string;
  /** Whether its damage on the test split is within the budget. */
  readonly intact: boolean;
  /** Coherent attack success on harmful prompts. */
  readonly success: PageRate;
  readonly refusal: PageRate;
  readonly degenerate: PageRate;
  readonly harmless: PageRate;
  readonly borderlineRefusal: PageRate;
  /** KL32, nats per token, on the harmless test prompts that the unattacked model answers. */
  readonly damage: PageEstimate;
  /** The same on those that it refuses or breaks on. */
  readonly damageUnanswered: PageEstimate;
  /** Share of the three largest prompts in the damage, in [0, 1]. */
  readonly largestThree: number | null;
  readonly lorePerplexity: PageEstimate;
  readonly referencePerplexity: PageEstimate;
  /** Against the unattacked model, in success; null for that model. */
  readonly against: PageTest | null;
}

/** A paired difference with its conclusion in its family. */
export interface PageTest {
  readonly difference: number;
  readonly interval: Bounds;
  readonly adjustedP: number;
  readonly conclusion: string;
}

/** A line over depth. */
export interface PageSeries {
  readonly label: string;
  readonly method: string;
  readonly rank: number | null;
  /** Only takes its direction from the layer and acts at all. */
  readonly everywhere: boolean;
  readonly armIds: readonly string[];
  /** Drawn unless the reader asks for others. */
  readonly shown: boolean;
}

/** How a method is drawn. */
export interface PageStyle {
  readonly symbol: MethodSymbol;
  readonly shades: Shades;
  /** For K = 2 and more; absent: the same. */
  readonly higherRanks?: Shades;
}

/** What controls single-layer pca-ot at a layer, at the curve's rank. */
export interface PageControls {
  readonly layer: number;
  /** Depth of its site in [0, 1]. */
  readonly depth: number;
  /** Success of the random displacements: least, mean, most and how many. */
  readonly random: readonly [least: number, mean: number, most: number, draws: number] | null;
  readonly shuffled: PageRate | null;
  readonly rotated: PageRate | null;
  readonly covarianceOnly: PageRate | null;
  /** Refusal of harmless prompts that the reverse map brings about. */
  readonly induced: PageRate | null;
}

export interface PageFigure {
  readonly label: string;
  readonly value: string;
  readonly interval: string;
  readonly note: string;
}

export interface PageClaim {
  readonly number: number;
  readonly claim: string;
  /** The number that it stands on; empty where nothing was measured. */
  readonly figure: string;
  readonly conclusion: string;
  /** The conclusion as it is said. */
  readonly words: string;
  readonly decidedBy: string;
  readonly because: readonly string[];
}

/** What decided the numbers: a heading with its facts. */
export interface PageFacts {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

/** pca-ot at one layer and rank over strengths. */
export interface PageStrengths {
  readonly layer: number;
  readonly rank: number;
  readonly points: readonly {
    readonly strength: number;
    readonly success: PageRate;
    readonly damage: PageEstimate;
    readonly harmless: PageRate;
  }[];
}

/** What withstanding one set of attacks comes to. */
export interface PageRobustness {
  readonly name: string;
  readonly arms: number;
  /** `3% [1–8%] at damage ≤ 0.01, …` */
  readonly within: string;
  /** `0.42 [0.37–0.47]` */
  readonly score: string;
  /** `0.0026 [0.0010–0.0042]`, nats per token. */
  readonly halfDamage: string;
  /** Ascending in damage on the test split; beside it that on the selection split, which picked them. */
  readonly steps: readonly {
    readonly armId: string;
    readonly damage: number;
    readonly selectionDamage: number;
    readonly success: PageRate;
  }[];
}

/** Both classes at one layer, last prompt token. */
export interface PageGeometry {
  readonly layer: number;
  readonly rank: number;
  /** Eigenvalues of A and where 95% of the extreme ones lie if both classes had one covariance. */
  readonly eigenvalues: readonly number[];
  readonly band: Bounds;
  /** Held-out W2² in the subspace: before and after the map, and what permuted labels give. */
  readonly distance: readonly [before: number, after: number, byChance: number];
  readonly capturedMeanShare: number | null;
  readonly zeroPosition: number | null;
  /** Of the linear discriminant in the subspace, held out. */
  readonly auroc: PageEstimate;
  /** Whether a Gaussian map is rejected, in words. */
  readonly judgement: string;
}

/** Pooled principal coordinates of the fit prompts at one layer, x and y in turn. */
export interface PageScatter {
  readonly layer: number;
  readonly rank: number;
  /** Every coordinate is a multiple of times · 10^power. */
  readonly step: readonly [times: number, power: number];
  readonly explained: readonly number[];
  readonly forbidden: readonly number[];
  readonly harmless: readonly number[];
  readonly transported: readonly number[];
}

/** How far a staged audit measured what. */
export interface PageStages {
  readonly sentences: readonly string[];
  /** Arms that left before the test split, as they are read. */
  readonly left: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  /** Refusal score at the last prompt token of the harmful test prompts by layer, nats. Not success. */
  readonly curve: {
    readonly rank: number;
    readonly unattacked: PageEstimate;
    readonly points: readonly {
      readonly id: string;
      readonly layer: number;
      /** Depth of its site in [0, 1]. */
      readonly depth: number;
      readonly score: PageEstimate;
      readonly kl1: PageEstimate;
      /** Success was measured there as well. */
      readonly completed: boolean;
    }[];
  };
}

/** Sentences and the table that they are about. */
export interface PageTable {
  readonly sentences: readonly string[];
  readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

/** Sentences, and the tables that they are about. */
export interface PageTables {
  readonly sentences: readonly string[];
  readonly tables: readonly TextTable[];
}

/** Several judges on the same completions. */
export interface PageJudges {
  readonly names: readonly string[];
  readonly arms: readonly {
    readonly armId: string;
    /** By judge; null where it gave no verdicts. */
    readonly success: readonly (PageRate | null)[];
  }[];
  readonly agreement: readonly {
    readonly first: string;
    readonly second: string;
    readonly n: number;
    readonly observed: number | null;
    readonly kappa: PageEstimate;
  }[];
}

/** The chosen pca-ot arm against another method's. */
export interface PageComparison extends PageTest {
  readonly armId: string;
  readonly rivalId: string;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly n: number;
}

/** What a report's page shows of one run: numbers and ids, no text of a prompt or completion. */
export interface ReportPage {
  readonly kind: 'report';
  readonly title: string;
  readonly model: { readonly name: string; readonly layers: number };
  /** What attack success counts: `exact answers`. */
  readonly answers: string;
  /** Damage budget, nats per token. */
  readonly budget: number;
  /** The depths that the paper names. */
  readonly claimed: Bounds;
  /** What stands above the verdict where nothing can be concluded from the run, or not yet. */
  readonly notices: readonly string[];
  readonly headline: readonly string[];
  /** Three numbers that need no glossary. */
  readonly keyFigures: readonly PageFigure[];
  /** Those that need one. */
  readonly furtherFigures: readonly PageFigure[];
  /** The strongest selected attack; null where none does more than no attack. */
  readonly strongest: string | null;
  /** Titles of methods by name. */
  readonly titles: Readonly<Record<string, string>>;
  /** `62 arms measured = …` */
  readonly counts: string;
  /** What made the page; null where only results are known. */
  readonly made: PageMade | null;
  /** The command that measures this again, without paths. */
  readonly command: string;
  readonly claims: readonly PageClaim[];
  /** Sentences on where refusal gives way; `**` and backticks mark words. */
  readonly localisation: readonly string[];
  readonly controls: {
    readonly rank: number | null;
    readonly layers: readonly PageControls[];
    readonly peak: number | null;
  };
  readonly arms: readonly PageArm[];
  readonly series: readonly PageSeries[];
  /** By method; one that is not here gets what the page has for the unknown. */
  readonly styles: Readonly<Record<string, PageStyle>>;
  readonly comparisons: readonly PageComparison[];
  readonly strengths: readonly PageStrengths[];
  readonly robustness: readonly PageRobustness[];
  readonly geometry: readonly PageGeometry[];
  /** By layer, where the run holds them; at least the layer of the chosen pca-ot arm. */
  readonly scatters: readonly PageScatter[];
  readonly judges: PageJudges;
  /** Empty where a page was made of results alone. */
  readonly prompts: readonly PagePrompts[];
  /** Accuracy on questions, a table per kind of them; empty where there were none. */
  readonly capability: readonly TextTable[];
  /** Null of a full audit. */
  readonly stages: PageStages | null;
  /** Null where completions were not looked at by length. */
  readonly lengths: PageTable | null;
  /** Null of models that do not think. */
  readonly thoughts: PageTable | null;
  /** Published figures beside those of the run; null where it followed no preset. */
  readonly published: PageTable | null;
  /** Null where no modified checkpoint was measured. */
  readonly against: PageTables | null;
  /** Monitors of activations beside the attacks; null where none were there. */
  readonly monitors: PageTables | null;
  /** What was left out, and the option that would measure it, a sentence each. */
  readonly notMeasured: readonly string[];
  readonly limits: readonly string[];
  readonly provenance: readonly PageFacts[];
}

/** A difference between two runs, B − A. */
export interface PageDifference {
  readonly label: string;
  /** What it is of, and both values. */
  readonly detail: string;
  readonly difference: number;
  readonly interval: Bounds;
  readonly adjustedP: number | null;
  readonly conclusion: string;
}

/** What a page shows of two runs. */
export interface PageCurvePoint {
  readonly id: string;
  readonly layer: number;
  readonly depth: number;
  readonly success: PageRate;
}

export interface ComparisonPage {
  readonly kind: 'comparison';
  readonly title: string;
  /** The first is the verdict. */
  readonly headline: readonly string[];
  readonly likeForLike: boolean;
  /** What differs beside the models, and what that does. */
  readonly caveats: readonly string[];
  readonly families: readonly {
    readonly name: string;
    readonly title: string;
    /** Of its differences: points are hundredths of shares. */
    readonly units: 'points' | 'R';
    /** What lies to the left of zero, and to the right. */
    readonly sides: readonly [string, string];
    readonly rows: readonly PageDifference[];
  }[];
  /** Attack success over depth of both runs, by method. */
  readonly curves: readonly {
    readonly label: string;
    readonly a: readonly PageCurvePoint[];
    readonly b: readonly PageCurvePoint[];
  }[];
  /** The depths that the paper names. */
  readonly claimed: Bounds;
  readonly provenance: readonly PageFacts[];
}

export type PageData = ReportPage | ComparisonPage;
