import type { LabState } from '../use-laboratory.ts';

const STAGES: Readonly<Record<LabState['progress']['stage'], string>> = {
  loading: 'Loading model and engine',
  fitting: 'Reading activations of the fit prompts',
};

/** Shown until the lab is open, or with the reason why it will not open. */
export function LoadingView({ progress, failure }: Pick<LabState, 'progress' | 'failure'>) {
  if (failure !== null)
    return (
      <main class="loading">
        <div role="alert">
          <h1>The lab cannot be opened</h1>
          <p>{failure}</p>
        </div>
      </main>
    );
  const share = Math.round(100 * progress.share);
  return (
    <main class="loading" aria-busy="true">
      <h1>refusal-lab</h1>
      <label for="progress">{STAGES[progress.stage]}</label>
      <progress id="progress" max={100} value={share} />
      <p class="quiet">The model runs in this page; nothing leaves this machine.</p>
    </main>
  );
}
