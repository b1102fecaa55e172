import type { ModelConfig, RopeParameters } from '../../../checkpoint/model-config.ts';

/** `, window 1024 in 22 of 26 layers`, or nothing. */
export function windowFact({ design, layers }: Pick<ModelConfig, 'design' | 'layers'>): string {
  const windows = design.attention.flatMap(({ window }) => window ?? []);
  if (windows.length === 0) return '';
  return `, window ${windows[0]} in ${windows.length === layers ? 'every layer' : `${windows.length} of ${layers} layers`}`;
}

/** Each rotary embedding with the number of its layers, where there are several. */
export function ropeFacts({ design, layers }: Pick<ModelConfig, 'design' | 'layers'>): string {
  const counts = new Map<string, number>();
  for (const { rope } of design.attention) {
    const fact = rope ? ropeFact(rope) : 'none';
    counts.set(fact, (counts.get(fact) ?? 0) + 1);
  }
  const facts = [...counts];
  if (facts.length === 1) return facts[0][0];
  return facts.map(([fact, count]) => `${fact} in ${count} of ${layers} layers`).join('; ');
}

function ropeFact(rope: RopeParameters): string {
  const parts: (string | number)[] = [rope.type, `theta ${rope.theta}`];
  if ('factor' in rope) parts.push(`factor ${rope.factor}`);
  if ('originalMaxPositions' in rope) parts.push(`original positions ${rope.originalMaxPositions}`);
  return parts.join(', ');
}
