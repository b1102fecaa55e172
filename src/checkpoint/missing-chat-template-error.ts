import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A checkpoint without a chat template was asked to render a conversation. */
export class MissingChatTemplateError extends InvalidInputError {
  readonly folder: string;

  constructor(folder: string) {
    super(
      folder,
      'has no chat template (neither chat_template.jinja nor chat_template in tokenizer_config.json)',
      'Give raw text, {"text": "…"}, or tokens, {"input_ids": […]}, instead of {"prompt": "…"} lines.',
    );
    this.folder = folder;
  }
}
