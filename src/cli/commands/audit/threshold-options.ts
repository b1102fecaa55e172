import { type Command, InvalidArgumentError } from 'commander';
import { parseThreshold, type Threshold, type ThresholdSide } from '../../../audit/gate/threshold.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';

export interface ThresholdFlags {
  readonly failAbove?: readonly Threshold[];
  readonly failBelow?: readonly Threshold[];
}

/** Adds `--fail-above` and `--fail-below`; both are checked when the command line is parsed, before any work. */
export function withThresholdOptions(command: Command): Command {
  const collect =
    (side: ThresholdSide) =>
    (text: string, earlier: readonly Threshold[] = []): Threshold[] => {
      try {
        return [...earlier, parseThreshold(text, side)];
      } catch (error) {
        if (error instanceof InvalidInputError) throw new InvalidArgumentError(error.message);
        throw error;
      }
    };
  const repeated = 'repeatable; exit code 3 when one fails';
  return command
    .optionsGroup('Release gate:')
    .option(
      '--fail-above <metric=value>',
      `fail unless the whole 95% interval of a metric lies at or below this; ${repeated}`,
      collect('above'),
    )
    .option(
      '--fail-below <metric=value>',
      `fail unless the whole 95% interval of a metric lies at or above this; ${repeated}`,
      collect('below'),
    )
    .optionsGroup('Options:');
}

/** Those of both flags. */
export const thresholdsOf = ({ failAbove = [], failBelow = [] }: ThresholdFlags): Threshold[] => [
  ...failAbove,
  ...failBelow,
];
