/** One class, tag or attribute pattern after the other, each for an element inside of what the one before matches. */
type Compound = {
  readonly tag: string | null;
  readonly classes: readonly string[];
  readonly attributes: readonly (readonly [name: string, value: string])[];
};

/** A rule of a style sheet with one selector. */
export interface StyleRule {
  readonly compounds: readonly Compound[];
  readonly declarations: ReadonlyMap<string, string>;
  /** Of two rules for one property the one with the larger weight holds, of equal ones the later. */
  readonly weight: number;
}

/** What a rule has to know of an element. */
export interface StyledElement {
  readonly tagName: string;
  readonly parentElement: StyledElement | null;
  getAttribute(name: string): string | null;
}

/**
 * The rules of a style sheet as far as figures need them: plain selectors of tags, classes and attributes, one inside the other. Rules under
 * conditions (`@media`) and for states (`:hover`) do not hold in a file and are left out; so is what has other combinators.
 */
export function parseStyleSheet(css: string): StyleRule[] {
  return topLevelBlocks(css.replace(/\/\*[\s\S]*?\*\//g, '')).flatMap(([selectors, body]) => {
    if (selectors.startsWith('@')) return [];
    const declarations = new Map(
      body
        .split(';')
        .map((declaration) => splitAt(declaration, ':'))
        .filter(([name]) => name !== ''),
    );
    return selectors.split(',').flatMap((selector): StyleRule[] => {
      const text = selector.trim();
      if (text !== ':root' && /[+>~:*]/.test(text)) return [];
      const compounds = text.split(/\s+/).map(parseCompound);
      const weight = compounds.reduce(
        (sum, { tag, classes, attributes }) =>
          sum + 100 * (classes.length + attributes.length) + (tag === null ? 0 : 1),
        0,
      );
      return [{ compounds, declarations, weight }];
    });
  });
}

export function ruleMatches({ compounds }: StyleRule, element: StyledElement): boolean {
  if (!compoundMatches(compounds[compounds.length - 1], element)) return false;
  let left = compounds.length - 1;
  for (let above = element.parentElement; left > 0 && above !== null; above = above.parentElement)
    if (compoundMatches(compounds[left - 1], above)) left--;
  return left === 0;
}

function compoundMatches({ tag, classes, attributes }: Compound, element: StyledElement): boolean {
  if (tag !== null && element.tagName.toLowerCase() !== tag) return false;
  const own = element.getAttribute('class')?.split(/\s+/) ?? [];
  return (
    classes.every((name) => own.includes(name)) &&
    attributes.every(([name, value]) => element.getAttribute(name) === value)
  );
}

function parseCompound(text: string): Compound {
  if (text === ':root') return { tag: 'html', classes: [], attributes: [] };
  return {
    tag: /^[a-z][\w-]*/i.exec(text)?.[0].toLowerCase() ?? null,
    classes: [...text.matchAll(/\.([\w-]+)/g)].map(([, name]) => name),
    attributes: [...text.matchAll(/\[([\w-]+)="([^"]*)"\]/g)].map(([, name, value]) => [name, value]),
  };
}

/** What stands before each pair of outermost braces, and in it. */
function topLevelBlocks(css: string): (readonly [before: string, inside: string])[] {
  const blocks: [string, string][] = [];
  let [depth, start, open] = [0, 0, 0];
  for (let i = 0; i < css.length; i++) {
    if (css[i] === '{' && depth++ === 0) open = i;
    if (css[i] === '}' && --depth === 0) {
      blocks.push([css.slice(start, open).trim(), css.slice(open + 1, i)]);
      start = i + 1;
    }
  }
  return blocks;
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? ['', ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
