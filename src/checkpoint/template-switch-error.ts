import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A chat template was asked for something that it has no switch for; `asked` is the option as the library has it. */
export class TemplateSwitchError extends InvalidInputError {
  readonly asked: string;
  /** Variables that the template offers. */
  readonly offers: readonly string[];

  constructor(model: string, asked: string, problem: string, offers: readonly string[], remedy?: string) {
    super(
      `${model}, \`${asked}\``,
      problem,
      [
        ...(remedy ? [remedy] : []),
        offers.length > 0
          ? `The template offers ${offers.join(', ')} (\`templateOption\`).`
          : 'The template offers nothing to choose.',
      ].join(' '),
    );
    this.asked = asked;
    this.offers = offers;
  }
}
