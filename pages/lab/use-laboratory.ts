import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type {
  Candidate,
  Experiment,
  ExperimentRequest,
  SweepAxis,
  SweepCell,
} from '../../src/laboratory/experiment.ts';
import type { Job, LabInfo, Report } from './worker/protocol.ts';

/** The worker's messages so far, the newest replacing older ones of its kind. */
export interface LabState {
  readonly progress: { readonly stage: 'loading' | 'fitting'; readonly share: number };
  readonly info: LabInfo | null;
  readonly failure: string | null;
  readonly experiment: Experiment | null;
  readonly milliseconds: number;
  /** Whether an experiment is running. */
  readonly busy: boolean;
  /** Reason why the last experiment failed. */
  readonly problem: string | null;
  readonly cells: Cells;
  /** By step along the answer last asked about. */
  readonly candidates: readonly (readonly Candidate[])[] | null;
}

/** Cells of the sweep along each control, and the request swept: they stay while only that control moves. */
export type Cells = Readonly<
  Record<SweepAxis, { readonly of: string; readonly byValue: ReadonlyMap<number, SweepCell> }>
>;

export interface LabActions {
  /** Runs a request; its sweeps follow when it is done. */
  run(request: ExperimentRequest, axes: SweepAxes): void;
  askCandidates(request: ExperimentRequest, answer: readonly number[]): void;
}

export type SweepAxes = Extract<Job, { kind: 'sweep' }>['axes'];

const NO_CELLS: Cells = {
  layer: { of: '', byValue: new Map() },
  strength: { of: '', byValue: new Map() },
};

const START: LabState = {
  progress: { stage: 'loading', share: 0 },
  info: null,
  failure: null,
  experiment: null,
  milliseconds: 0,
  busy: false,
  problem: null,
  cells: NO_CELLS,
  candidates: null,
};

/** The worker and what it has said so far. Answers to anything but the newest question are dropped. */
export function useLaboratory(): readonly [LabState, LabActions] {
  const [state, setState] = useState(START);
  const worker = useRef<Worker>(null);
  const newest = useRef(0);
  // Messages arrive faster than renders, so the state that they build on is kept here.
  const current = useRef(START);
  const put = (change: Partial<LabState>): void => {
    current.current = { ...current.current, ...change };
    setState(current.current);
  };
  const sweepAxes = useRef<SweepAxes>([]);

  useEffect(() => {
    const created = new Worker(new URL('./worker/lab-worker.ts', import.meta.url), { type: 'module' });
    worker.current = created;
    created.onerror = ({ message }) => put({ failure: message || 'the engine could not be started' });
    created.onmessage = ({ data }: MessageEvent<Report>) => {
      if ('id' in data && data.id !== newest.current) return;
      current.current = after(current.current, data);
      setState(current.current);
      if (data.kind !== 'experiment') return;
      const { cells } = current.current;
      const axes = sweepAxes.current.map(({ axis, values }) => ({
        axis,
        values: values.filter((value) => !cells[axis].byValue.has(value)),
      }));
      const { request } = data.experiment;
      created.postMessage({ kind: 'sweep', id: data.id, request, axes } satisfies Job);
    };
    return () => created.terminate();
  }, []);

  const run = useCallback((request: ExperimentRequest, axes: SweepAxes) => {
    newest.current += 1;
    sweepAxes.current = axes;
    put({ busy: true });
    worker.current?.postMessage({ kind: 'experiment', id: newest.current, request } satisfies Job);
  }, []);
  const askCandidates = useCallback((request: ExperimentRequest, answer: readonly number[]) => {
    worker.current?.postMessage({ kind: 'candidates', id: newest.current, request, answer } satisfies Job);
  }, []);
  return [state, { run, askCandidates }];
}

function after(before: LabState, report: Report): LabState {
  switch (report.kind) {
    case 'progress':
      return { ...before, progress: report };
    case 'ready':
      return { ...before, info: report.info };
    case 'failed':
      return { ...before, failure: report.message };
    case 'experiment':
      return {
        ...before,
        experiment: report.experiment,
        milliseconds: report.milliseconds,
        busy: false,
        problem: null,
        candidates: null,
        cells: keptCells(before.cells, report.experiment.request),
      };
    case 'candidates':
      return { ...before, candidates: report.candidates };
    case 'cell': {
      const { of, byValue } = before.cells[report.axis];
      const cells = { of, byValue: new Map(byValue).set(report.cell.value, report.cell) };
      return { ...before, cells: { ...before.cells, [report.axis]: cells } };
    }
    case 'problem':
      return report.job === 'experiment' ? { ...before, busy: false, problem: report.message } : before;
  }
}

function keptCells(cells: Cells, { prompt, settings }: ExperimentRequest): Cells {
  const kept = (axis: SweepAxis): Cells[SweepAxis] => {
    const of = JSON.stringify([prompt, { ...settings, [axis]: null }]);
    return cells[axis].of === of ? cells[axis] : { of, byValue: new Map() };
  };
  return { layer: kept('layer'), strength: kept('strength') };
}
