import { type Activations, activationsOf } from '../../activations/activations.ts';
import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import type { TemplateOptions } from '../../checkpoint/template/template-options.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import type { ActivationSet } from './activation-set.ts';
import { type ActivationTable, encodeActivations, type Positions } from './activations-file.ts';

/** Result of `capture`: activations in memory, at several sites; `encodeActivations` makes a file of them. */
export class CapturedActivations implements ActivationTable, ActivationSet {
  readonly model: ActivationTable['model'];
  readonly precision: PrecisionMark | undefined;
  readonly positions: Positions;
  readonly sites: readonly ResidualSite[];
  /** Rows [n, d], row-major, by site name. */
  readonly rows: ReadonlyMap<string, Float32Array>;
  /** Tokens of each prompt. */
  readonly lengths: readonly number[];
  /** SHA-256 of the prompts and of the intervention. */
  readonly prompts: string;
  readonly intervention: string | undefined;
  readonly system: string | undefined;
  readonly date: string | undefined;
  readonly templateOptions: TemplateOptions | undefined;
  #hash: string | undefined;

  constructor(table: ActivationTable) {
    this.model = table.model;
    this.precision = table.precision;
    this.positions = table.positions;
    this.sites = table.sites;
    this.rows = table.rows;
    this.lengths = table.lengths;
    this.prompts = table.prompts;
    this.intervention = table.intervention;
    this.system = table.system;
    this.date = table.date;
    this.templateOptions = table.templateOptions;
  }

  get name(): string {
    return `activations of ${this.model.name}`;
  }

  /** Layers of the model. */
  get layers(): number {
    return this.model.layers;
  }

  /** SHA-256 of the file that would hold them. */
  get hash(): string {
    this.#hash ??= contentHash(encodeActivations(this));
    return this.#hash;
  }

  /** Rows [n, d] at a site. Throws {@link InvalidInputError} if it was not captured. */
  at(site: ResidualSite): Activations {
    const name = siteName(site);
    const rows = this.rows.get(name);
    if (!rows)
      throw new InvalidInputError(
        this.name,
        `were not captured at ${name}`,
        `Captured: ${this.sites.map(siteName).join(', ')}.`,
      );
    return activationsOf(name, rows, this.model.hiddenSize);
  }
}
