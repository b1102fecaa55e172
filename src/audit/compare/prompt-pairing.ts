import type { PromptPairing } from '../../results/prompt-pairing.ts';
import type { AuditSubject, SubjectPrompts } from '../subject/subject.ts';

/** Whether the sets of two runs are the same prompts, set by set. */
export function promptPairings(a: AuditSubject, b: AuditSubject): PromptPairing[] {
  const sets = [...new Set([...Object.keys(a.prompts), ...Object.keys(b.prompts)])].sort();
  return sets.map((set) => {
    const [first, second] = [a.prompts[set], b.prompts[set]];
    const ids = new Set(first?.ids);
    return {
      set,
      paired: first !== undefined && second !== undefined && samePrompts(first, second),
      a: first?.count ?? 0,
      b: second?.count ?? 0,
      shared: second?.ids.filter((id) => ids.has(id)).length ?? 0,
    };
  });
}

/** Groups too: they are what resampling and tests take together. */
function samePrompts(a: SubjectPrompts, b: SubjectPrompts): boolean {
  const same = (x: readonly unknown[], y: readonly unknown[]): boolean =>
    x.length === y.length && x.every((value, i) => value === y[i]);
  return a.hash === b.hash && same(a.ids, b.ids) && same(a.groups, b.groups);
}
