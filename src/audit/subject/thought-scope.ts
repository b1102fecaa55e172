import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { templateThinks } from '../../prompts/template-thinks.ts';
import type { MeasuredScope } from '../../report/not-measured.ts';
import { modelThoughts } from '../../stages/model/thought-tokens.ts';
import type { AuditOptions } from './audit-options.ts';

/** What an audit has to do with thoughts: a place for them that it cannot tell apart, or whether the model may think. */
export function thoughtScope(
  checkpoint: Checkpoint,
  { thinking }: Pick<AuditOptions, 'thinking'>,
): Pick<MeasuredScope, 'thinks' | 'thinking'> {
  const known = thinking !== undefined || modelThoughts(checkpoint) !== undefined;
  return {
    thinks: !known && templateThinks(checkpoint.chatTemplate().source),
    ...(thinking === undefined ? {} : { thinking }),
  };
}
