import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { describeConformance } from './conformance-suite.ts';

const F = (process.env.FAM ?? 'mistral-window olmo2 granite smollm3 phi3 olmo3 gemma2 gemma3').split(' ');
describeConformance('whole graph', (checkpoint) => OnnxEngine.open(checkpoint, { reuse: false, append: false }), F);
describeConformance('one graph', (checkpoint) => OnnxEngine.open(checkpoint, { universal: true, threads: 2 }), F);
