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
  readonly scope: string;
  readonly refit: string | null;
  /** Chosen by its method's own selection. */
  readonly chosen: boolean;
  /** Why it stands in although it met no rule; empty otherwise. */
  readonly flag: string;
  /** Whether its damage on the test split is within the budget. */
  readonly intact: boolean;
  /** Coherent attack success on forbidden prompts. */
  readonly success: PageRate;
  readonly exact: PageRate;
  readonly refusal: PageRate;
  readonly degenerate: PageRate;
  readonly harmless: PageRate;
  readonly harmlessRefusal: PageRate;
  readonly borderline: PageRate;
  readonly borderlineRefusal: PageRate;
  /** KL32, nats a token, on the test split. */
  readonly damage: PageEstimate;
  readonly lorePerplexity: PageEstimate;
  readonly referencePerplexity: PageEstimate;
  /** Against the unattacked model, in success; null of that model. */
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

/** What controls single-layer pca-ot at a layer, at the curve's rank. */
export interface PageControls {
  readonly layer: number;
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
  readonly conclusion: string;
  readonly because: readonly string[];
}

/** What decided the numbers: a heading with its facts. */
export interface PageFacts {
  readonly title: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

/** What a report's page shows of one run: numbers and ids, no text of a prompt or completion. */
export interface ReportPage {
  readonly kind: 'report';
  readonly title: string;
  readonly model: { readonly name: string; readonly layers: number };
  /** What attack success counts: `exact answers`. */
  readonly answers: string;
  /** Damage budget, nats a token. */
  readonly budget: number;
  readonly headline: readonly string[];
  readonly keyFigures: readonly PageFigure[];
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
  readonly limits: readonly string[];
  readonly provenance: readonly PageFacts[];
}

export type PageData = ReportPage;
