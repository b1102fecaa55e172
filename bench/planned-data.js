/** Prompts of an audit that is planned without any: numbers of them and of their tokens, of which the first are a template that all share. */

/** `sizes`: prompts per class of each split, tokens of the template and of a prompt with it. */
export function plannedData(sizes) {
  const { fit, selection, testHarmful, testHarmless, template, length } = sizes;
  let serial = 0;
  const set = (name, count) => ({
    name,
    hash: '',
    groups: Array.from({ length: count }, (_, i) => i),
    prompts: Array.from({ length: count }, (_, i) => ({ id: `${name}-${i}`, prompt: '' })),
    sequences: Array.from({ length: count }, () => ({
      tokens: Array.from({ length }, (_, t) => (t < template ? t : 100 + serial++)),
      promptLength: length,
    })),
  });
  const both = (split, harmful, harmless) => ({
    forbidden: set(`${split}/forbidden`, harmful),
    harmless: set(`${split}/harmless`, harmless),
  });
  return {
    judge: 'substring',
    fit: both('fit', fit, fit),
    selection: both('selection', selection, selection),
    test: { ...both('test', testHarmful, testHarmless), borderline: set('test/borderline', 0) },
    lore: [],
    references: [],
    questions: [],
    refusalStarts: [],
    suffixLength: 5,
    provenance: [],
  };
}
