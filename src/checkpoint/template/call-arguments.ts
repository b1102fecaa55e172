import { isNone, isUndefined, type TemplateValue } from './template-value.ts';

/** The arguments of a call by Python's names of them. */
export class CallArguments {
  readonly positional: readonly TemplateValue[];
  /** Unchanged, to be passed on. */
  readonly all: readonly TemplateValue[];
  readonly #what: string;
  readonly #named: Map<string, TemplateValue>;

  constructor(what: string, args: readonly TemplateValue[]) {
    const last = args.at(-1);
    this.#what = what;
    this.all = args;
    this.#named = last?.type === 'KeywordArgumentsValue' ? new Map(last.value) : new Map();
    this.positional = last?.type === 'KeywordArgumentsValue' ? args.slice(0, -1) : args;
  }

  /** The arguments in the order of `names`, as far as given; none counts as not given. Throws naming an argument that is not in `names`. */
  take<K extends string>(...names: readonly K[]): { readonly [name in K]?: TemplateValue } {
    if (this.positional.length > names.length)
      throw new Error(`${this.#what} takes ${names.length} arguments`);
    const found: { [name in K]?: TemplateValue } = {};
    for (const [i, name] of names.entries()) {
      const value = this.positional[i] ?? this.#named.get(name);
      this.#named.delete(name);
      if (value && !isNone(value) && !isUndefined(value)) found[name] = value;
    }
    for (const name of this.#named.keys()) throw new Error(`${this.#what} with ${name} is not supported`);
    return found;
  }
}
