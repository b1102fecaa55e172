/** The names of sets, told apart where two are the same: `a`, `b`, `a#2`. */
export function setLabels(sets: readonly { readonly name: string }[]): string[] {
  return sets.map(({ name }, index) => {
    const before = sets.slice(0, index).filter((other) => other.name === name).length;
    return before === 0 ? name : `${name}#${before + 1}`;
  });
}
