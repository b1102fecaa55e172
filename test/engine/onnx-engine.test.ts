import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { NIGHTLY } from '../nightly.ts';
import { describeConformance } from './conformance-suite.ts';
import { CUT_FAMILIES, DENSE_FAMILIES } from './goldens.ts';

/** The ways to cut a graph that stand between two others are tried every night. */
const NIGHTLY_FAMILIES = NIGHTLY ? DENSE_FAMILIES : [];

describeConformance(
  'whole graph',
  (checkpoint) => OnnxEngine.open(checkpoint, { reuse: false, append: false }),
  DENSE_FAMILIES,
);
describeConformance(
  'whole graph, resuming from unattacked states',
  (checkpoint) => OnnxEngine.open(checkpoint, { reuse: true }),
  CUT_FAMILIES,
);
describeConformance(
  'chain of one-block segments',
  (checkpoint) => OnnxEngine.open(checkpoint, { layersPerSegment: 1 }),
  NIGHTLY_FAMILIES,
);
describeConformance(
  'chain of three-block segments',
  (checkpoint) => OnnxEngine.open(checkpoint, { layersPerSegment: 3 }),
  CUT_FAMILIES,
);
describeConformance(
  'one graph with every port',
  (checkpoint) => OnnxEngine.open(checkpoint, { universal: true, threads: 2 }),
  CUT_FAMILIES,
);
describeConformance(
  'one fused graph with every port',
  (checkpoint) => OnnxEngine.open(checkpoint, { universal: true, append: false }),
  NIGHTLY_FAMILIES,
);
describeConformance(
  'chain of two-block segments with every port',
  (checkpoint) => OnnxEngine.open(checkpoint, { universal: true, layersPerSegment: 2 }),
  NIGHTLY_FAMILIES,
);
