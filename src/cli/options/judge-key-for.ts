const OPENAI_HOST = 'api.openai.com';

/** The key for a judge's endpoint, from the environment. OPENAI_API_KEY goes only to OpenAI's own host: another address may be anybody's. */
export function judgeKeyFor(url: string): string | undefined {
  const { REFUSAL_LAB_JUDGE_KEY, OPENAI_API_KEY } = process.env;
  if (REFUSAL_LAB_JUDGE_KEY) return REFUSAL_LAB_JUDGE_KEY;
  return URL.canParse(url) && new URL(url).host === OPENAI_HOST ? OPENAI_API_KEY || undefined : undefined;
}
