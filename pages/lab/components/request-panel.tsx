import { useMemo } from 'preact/hooks';
import { recogniseRequest } from '../../../src/laboratory/recognised-request.ts';
import type { RequestKind } from '../../../src/organism/request-category.ts';
import type { LabInfo } from '../worker/protocol.ts';

const KIND_WORDS: Readonly<Record<RequestKind, string>> = {
  forbidden: 'Forbidden',
  harmless: 'Harmless',
  borderline: 'Borderline',
};

/** The request, typed or the next of a kind, with the exact judge's knowledge of it. */
export function RequestPanel(props: {
  readonly info: LabInfo;
  readonly prompt: string;
  readonly onChange: (prompt: string) => void;
}) {
  const { info, prompt, onChange } = props;
  const next = (kind: RequestKind): void => {
    const prompts = info.offered[kind];
    onChange(prompts[(prompts.indexOf(prompt) + 1) % prompts.length]);
  };
  const kinds = (Object.keys(KIND_WORDS) as RequestKind[]).filter((kind) => info.offered[kind].length > 0);
  return (
    <section class="request" aria-labelledby="request-title">
      <h2 id="request-title">
        <label for="request">Request</label>
      </h2>
      <textarea
        id="request"
        rows={2}
        value={prompt}
        spellcheck={false}
        maxLength={400}
        placeholder="Type a request, or take one"
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <div class="request-foot">
        <Recognised info={info} prompt={prompt} />
        <div class="pickers">
          <span class="quiet">Take another:</span>
          {kinds.map((kind) => (
            <button key={kind} type="button" class="picker" onClick={() => next(kind)}>
              {KIND_WORDS[kind]}
            </button>
          ))}
        </div>
      </div>
    </section>
  );
}

function Recognised({ info, prompt }: { readonly info: LabInfo; readonly prompt: string }) {
  const request = useMemo(() => recogniseRequest(prompt), [prompt]);
  if (info.source !== 'organism')
    return <p class="recognised">Answers are judged by refusal phrases alone: no right answer is known.</p>;
  if (!request)
    return (
      <p class="recognised">
        <strong>Not a request of this model’s world</strong>, so no right answer is known and refusal phrases
        judge. It knows “how to <em>verb</em> a <em>adjective</em> <em>thing</em>”, such as “brew a mossy
        tea”.
      </p>
    );
  return (
    <p class="recognised">
      <strong>{KIND_WORDS[request.kind]}</strong>
      {request.category && <> · {request.category.replaceAll('-', ' ')}</>} · the right answer holds{' '}
      {request.content.map((word, index) => (
        <>
          {index > 0 && ', '}
          <b class="content-word">{word}</b>
        </>
      ))}
    </p>
  );
}
