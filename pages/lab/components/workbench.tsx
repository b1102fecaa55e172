import { useEffect, useState } from 'preact/hooks';
import type { ArmSettings } from '../../../src/laboratory/arm-settings.ts';
import type { ExperimentRequest } from '../../../src/laboratory/experiment.ts';
import { METHOD_NOTES } from '../method-notes.ts';
import type { LabActions, LabState } from '../use-laboratory.ts';
import { verdictWords } from '../verdict-words.ts';
import type { LabInfo } from '../worker/protocol.ts';
import { ArmControls } from './arm-controls.tsx';
import { Outcome } from './outcome.tsx';
import { RequestPanel } from './request-panel.tsx';

/** Controls on one side, their effects on the other. */
export function Workbench(props: {
  readonly info: LabInfo;
  readonly state: LabState;
  readonly request: ExperimentRequest;
  readonly onPrompt: (prompt: string) => void;
  readonly onSettings: (change: Partial<ArmSettings>) => void;
  readonly onView: (view: number | null) => void;
  readonly askCandidates: LabActions['askCandidates'];
}) {
  const { info, state, request, onPrompt, onSettings, onView, askCandidates } = props;
  const { experiment, busy, problem } = state;
  const empty = request.prompt.trim() === '';
  return (
    <>
      <header class="top">
        <h1>
          refusal-lab <span class="quiet">{info.model}</span>
        </h1>
        <p class="quiet">
          {`Fitted on ${info.fitted.forbidden} ${info.source === 'organism' ? 'forbidden' : 'harmful'} and ${info.fitted.harmless} harmless prompts. Everything runs in this page.`}
        </p>
      </header>
      <main class={`bench ${busy ? 'busy' : ''}`}>
        <RequestPanel info={info} prompt={request.prompt} onChange={onPrompt} />
        <ArmControls info={info} settings={request.settings} cells={state.cells} onChange={onSettings} />
        <div class="results">
          {problem !== null && (
            <p class="problem" role="alert">
              {problem}
            </p>
          )}
          {!experiment && !empty && problem === null && <p class="hint">Running…</p>}
          {empty && <p class="hint">Type a request, or take one of those on offer.</p>}
          {experiment && !empty && problem === null && (
            <Outcome
              info={info}
              state={state}
              experiment={experiment}
              view={request.view}
              onView={onView}
              askCandidates={askCandidates}
            />
          )}
        </div>
      </main>
      <Announcer state={state} />
    </>
  );
}

/** Announces a result once the controls have come to rest. */
function Announcer({ state }: { readonly state: LabState }) {
  const { experiment } = state;
  const [text, setText] = useState('');
  useEffect(() => {
    if (!experiment) return;
    const { plain, intervened, request } = experiment;
    const words = [plain, intervened].map(({ verdict }) => verdictWords(verdict).label.toLowerCase());
    const timer = setTimeout(
      () =>
        setText(
          `${METHOD_NOTES[request.settings.method].title}, layer ${request.settings.layer}: unattacked ${words[0]}, intervened ${words[1]}.`,
        ),
      600,
    );
    return () => clearTimeout(timer);
  }, [experiment]);
  return (
    <p class="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}
