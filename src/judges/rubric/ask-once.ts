import type { ChatEndpoint } from './chat-endpoint.ts';
import type { RubricMessage } from './rubric-prompt.ts';
import { refusedParameter, type SamplingParameter, samplingWithout } from './sampling-parameters.ts';

/** Result of one request. `problem` is in fixed words and never quotes the endpoint's bodies or messages. */
export type Answer =
  | { readonly kind: 'reply'; readonly content: unknown }
  /** Worth another try, after the wait that the endpoint asked for. */
  | { readonly kind: 'again'; readonly problem: string; readonly waitMs?: number }
  /** This item will not be answered; `status` where the request was refused. */
  | { readonly kind: 'never'; readonly problem: string; readonly status?: number }
  /** The request is refused for a parameter that can be sent differently. */
  | { readonly kind: 'parameter'; readonly parameter: SamplingParameter; readonly status: number }
  /** No item will be answered. */
  | { readonly kind: 'closed'; readonly status: number; readonly problem: string };

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Most bytes of a response; a chat completion of 512 tokens has a few thousand. */
const LARGEST_BODY = 2 ** 20;
const RETRIED = new Set([408, 409, 425, 429]);
const CLOSED: Readonly<Record<number, string>> = {
  401: 'the key was refused',
  402: 'the account is out of credit',
  403: 'access was refused',
  404: 'no such address or model',
};

/**
 * One chat completion. Rejects only with the caller's own abort reason: every failure of the endpoint becomes a result.
 * The time limit covers connection, headers and body.
 */
export async function askOnce(
  endpoint: ChatEndpoint,
  messages: readonly RubricMessage[],
  options: {
    readonly fetch: Fetch;
    readonly timeoutMs: number;
    readonly now: () => number;
    readonly signal?: AbortSignal;
    /** Sampling parameters of the rubric that the endpoint refuses. */
    readonly refused?: ReadonlySet<SamplingParameter>;
  },
): Promise<Answer> {
  const { signal, timeoutMs } = options;
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  const key = endpoint.key();
  try {
    const response = await options.fetch(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ model: endpoint.model, messages, ...samplingWithout(options.refused) }),
      // A redirect could carry texts and key to another host.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    return await answerOf(response, options.now);
  } catch {
    signal?.throwIfAborted();
    return { kind: 'again', problem: limit.aborted ? 'no answer in time' : 'the connection failed' };
  }
}

async function answerOf(response: Response, now: () => number): Promise<Answer> {
  const { status } = response;
  // The problem is already known; a body that cannot even be cancelled changes nothing.
  const isRequestRefused = status === 400 || status === 422;
  if (status !== 200 && !isRequestRefused) await response.body?.cancel().catch(() => {});
  if (status === 0 || (status >= 300 && status < 400))
    return { kind: 'never', problem: 'the endpoint redirects elsewhere' };
  if (CLOSED[status]) return { kind: 'closed', status, problem: CLOSED[status] };
  const wait = retryAfter(response.headers.get('retry-after'), now());
  if (RETRIED.has(status) || status >= 500)
    return {
      kind: 'again',
      problem: `the endpoint answered HTTP ${status}`,
      ...(wait === undefined ? {} : { waitMs: wait }),
    };
  const parameter = isRequestRefused ? refusedParameter(await limitedText(response)) : undefined;
  if (parameter) return { kind: 'parameter', parameter, status };
  if (status !== 200) return { kind: 'never', problem: `the endpoint answered HTTP ${status}`, status };
  return replyOf(await limitedText(response));
}

function replyOf(text: string | undefined): Answer {
  if (text === undefined) return { kind: 'again', problem: 'the response is too long' };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: 'again', problem: 'the response is not JSON' };
  }
  const { error, choices } = (typeof body === 'object' && body !== null ? body : {}) as {
    error?: unknown;
    choices?: { message?: { content?: unknown } | null }[];
  };
  if (error !== undefined && error !== null) return { kind: 'again', problem: 'the response holds an error' };
  const message = Array.isArray(choices) ? choices[0]?.message : undefined;
  if (typeof message !== 'object' || message === null)
    return { kind: 'again', problem: 'the response is no chat completion' };
  return { kind: 'reply', content: message.content };
}

/** The body as text, undefined if it exceeds the limit. */
async function limitedText(response: Response): Promise<string | undefined> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > LARGEST_BODY) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, 10.2.3); undefined if it is missing or unreadable. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = /[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
