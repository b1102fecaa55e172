import { useEffect, useState } from 'preact/hooks';
import type { ArmSettings } from '../../src/laboratory/arm-settings.ts';
import type { ExperimentRequest } from '../../src/laboratory/experiment.ts';
import { sweepAxes } from './components/arm-controls.tsx';
import { LoadingView } from './components/loading-view.tsx';
import { Workbench } from './components/workbench.tsx';
import { requestFromHash, requestToHash, withinReach } from './page-state.ts';
import { useLaboratory } from './use-laboratory.ts';

/** The whole page: the address holds the request, the worker's results appear below it. */
export function App() {
  const [state, { run, askCandidates }] = useLaboratory();
  const [request, setRequest] = useState<ExperimentRequest | null>(null);
  const { info, progress, failure } = state;

  useEffect(() => {
    if (!info) return;
    const read = (): void => setRequest(requestFromHash(location.hash, info));
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, [info]);

  useEffect(() => {
    if (!info || !request) return;
    history.replaceState(null, '', `#${requestToHash(request)}`);
    if (request.prompt.trim() !== '') run(request, sweepAxes(request.settings, info.layers));
  }, [info, request, run]);

  if (!info || !request || failure !== null) return <LoadingView progress={progress} failure={failure} />;
  const change = (settings: Partial<ArmSettings>): void =>
    setRequest({ ...request, settings: withinReach({ ...request.settings, ...settings }) });
  return (
    <Workbench
      info={info}
      state={state}
      request={request}
      onPrompt={(prompt) => setRequest({ ...request, prompt })}
      onSettings={change}
      onView={(view) => setRequest({ ...request, view })}
      askCandidates={askCandidates}
    />
  );
}
