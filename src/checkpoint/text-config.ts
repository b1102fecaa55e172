/** Architectures whose text part is a model of its own, with its fields under `text_config`. */
const MULTIMODAL: readonly string[] = ['Gemma3ForConditionalGeneration'];

/**
 * The fields of config.json that describe the language model: of a model that reads images too those of its text part, with the special
 * tokens of the whole where the part has none.
 */
export function textConfig(
  json: unknown,
  architecture: string | undefined,
): { readonly fields: unknown; readonly isPart: boolean } {
  if (architecture === undefined || !MULTIMODAL.includes(architecture))
    return { fields: json, isPart: false };
  const { text_config: part, ...whole } = json as Record<string, unknown> & { text_config?: object };
  const { architectures, eos_token_id, bos_token_id, pad_token_id, tie_word_embeddings } = whole;
  const shared = { architectures, eos_token_id, bos_token_id, pad_token_id, tie_word_embeddings };
  const given = Object.fromEntries(Object.entries(shared).filter(([, value]) => value !== undefined));
  // The part's own `architectures`, where it has one, names the text model.
  return { fields: { ...given, ...part, architectures }, isPart: true };
}
