import { parseStyleSheet, ruleMatches, type StyledElement } from './style-sheet.ts';

/**
 * What a style sheet says of an element in light colours, without a browser: the value of a property as a file can hold it, the variables
 * in it resolved; empty where no rule says anything, for then the element has it from those around it.
 */
export function lightStyles(css: string): (element: StyledElement) => (property: string) => string {
  const rules = parseStyleSheet(css)
    .map((rule, order) => ({ rule, order }))
    .sort((a, b) => a.rule.weight - b.rule.weight || a.order - b.order)
    .map(({ rule }) => rule);
  const roots = rules.filter(({ compounds }) => compounds.length === 1 && compounds[0].tag === 'html');
  const known = new Map<StyledElement, ReadonlyMap<string, string>>();
  const declared = (element: StyledElement): ReadonlyMap<string, string> => {
    const found = known.get(element);
    if (found) return found;
    const own = new Map<string, string>();
    for (const rule of rules)
      if (ruleMatches(rule, element)) for (const [name, value] of rule.declarations) own.set(name, value);
    for (const [, name, value] of (element.getAttribute('style') ?? '').matchAll(/([\w-]+):\s*([^;]+)/g))
      own.set(name, value.trim());
    known.set(element, own);
    return own;
  };
  const variable = (name: string, element: StyledElement | null): string => {
    for (let at = element; at !== null; at = at.parentElement) {
      const value = declared(at).get(name);
      if (value !== undefined) return resolve(value, at);
    }
    for (const { declarations } of roots.toReversed()) {
      const value = declarations.get(name);
      if (value !== undefined) return resolve(value, null);
    }
    return '';
  };
  const resolve = (value: string, element: StyledElement | null): string =>
    value
      .replace(/var\((--[\w-]+)\)/g, (_, name: string) => variable(name, element))
      .replace(/light-dark\(([^,()]+),[^()]+\)/g, '$1')
      .replace(/calc\(([\d.]+) \* ([\d.]+)\)/g, (_, a: string, b: string) =>
        String(Number((Number(a) * Number(b)).toFixed(3))),
      );
  return (element) => (property) => {
    const value = declared(element).get(property);
    return value === undefined ? '' : resolve(value, element);
  };
}
