import { useEffect, useState } from 'preact/hooks';
import type { Experiment } from '../../../src/laboratory/experiment.ts';
import { METHOD_NOTES } from '../method-notes.ts';
import type { LabActions, LabState } from '../use-laboratory.ts';
import type { LabInfo } from '../worker/protocol.ts';
import { AnswerView } from './answer-view.tsx';
import { CandidateList } from './candidate-list.tsx';
import { FactsList } from './facts-list.tsx';
import type { Look } from './look.ts';
import { PlanePanel } from './plane-panel.tsx';
import { TwinRow } from './twin-row.tsx';

/** Milliseconds per token while the answer plays. */
const BEAT = 650;

/** One experiment: both answers, the plane, the candidates at a token, the twin, the numbers. */
export function Outcome(props: {
  readonly info: LabInfo;
  readonly state: LabState;
  readonly experiment: Experiment;
  readonly view: number | null;
  readonly onView: (view: number | null) => void;
  readonly askCandidates: LabActions['askCandidates'];
}) {
  const { info, state, experiment, view, onView, askCandidates } = props;
  const { plain, intervened, flipsAt, request } = experiment;
  const [look, setLook] = useState<Look>({ along: 1, step: 0 });
  const [playing, setPlaying] = useState(false);
  const answer = look.along === 0 ? plain : intervened;
  const step = Math.min(look.step, answer.tokens.length - 1);

  // A new experiment starts at its first token.
  useEffect(() => {
    setLook({ along: 1, step: 0 });
  }, [experiment]);
  useEffect(() => {
    askCandidates(
      experiment.request,
      answer.tokens.map(({ id }) => id),
    );
  }, [experiment, answer, askCandidates]);
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(
      () => setLook(({ along, step: at }) => ({ along, step: Math.min(at + 1, answer.tokens.length - 1) })),
      BEAT,
    );
    return () => clearInterval(timer);
  }, [playing, answer]);
  useEffect(() => {
    if (playing && step === answer.tokens.length - 1) setPlaying(false);
  }, [playing, step, answer]);

  const play = (): void => {
    if (!playing && step === answer.tokens.length - 1) setLook({ ...look, step: 0 });
    setPlaying(!playing);
  };
  const taken = answer.tokens[step];
  const candidates = state.candidates?.[step];
  const { method, layer } = request.settings;
  return (
    <>
      <section class="answers" aria-label="Answers">
        <AnswerView
          title="Unattacked"
          sub=""
          answer={plain}
          flipsAt={flipsAt}
          step={look.along === 0 ? step : null}
          onStep={(at) => setLook({ along: 0, step: at })}
        />
        <AnswerView
          title="Intervened"
          sub={`${METHOD_NOTES[method].title}, layer ${layer}`}
          answer={intervened}
          flipsAt={flipsAt}
          step={look.along === 1 ? step : null}
          onStep={(at) => setLook({ along: 1, step: at })}
        />
        <p class="legend token-legend">
          <span class="key">
            <span class="bar plain" style={{ '--p': 1 }} /> likely to the unattacked model
          </span>
          <span class="key">
            <span class="bar intervened" style={{ '--p': 1 }} /> to the intervened one
          </span>
          <span class="key">
            <span class="swatch tint" /> the two diverge
          </span>
          <span class="key">
            <span class="swatch flip" /> first different token
          </span>
        </p>
      </section>
      <section class="at-token" aria-label="At one token">
        <div class="panel">
          <div class="panel-head">
            <h3>
              {`Token ${step + 1} of ${answer.tokens.length}`}{' '}
              <span class="quiet">{look.along === 0 ? 'unattacked' : 'intervened'}</span>
            </h3>
            <button type="button" class="play" onClick={play} aria-pressed={playing}>
              {playing ? 'Pause' : 'Play'}
            </button>
          </div>
          {candidates ? (
            <CandidateList candidates={candidates} taken={taken.id} />
          ) : (
            <p class="quiet candidates-wait">…</p>
          )}
        </div>
        <PlanePanel
          info={info}
          experiment={experiment}
          look={{ ...look, step }}
          view={view}
          onView={onView}
        />
      </section>
      <section class="more" aria-label="Cost and numbers">
        {experiment.twin ? (
          <TwinRow twin={experiment.twin} />
        ) : (
          <section class="twin">
            <h3>No harmless twin</h3>
            <p class="quiet">
              A harmful request of the model’s world has one; there the cost of an intervention is seen.
            </p>
          </section>
        )}
        <section class="numbers" aria-labelledby="numbers-title">
          <h3 id="numbers-title">Numbers</h3>
          <FactsList experiment={experiment} />
          <p class="quiet">{`Computed here in ${Math.round(state.milliseconds)} ms.`}</p>
        </section>
      </section>
    </>
  );
}
