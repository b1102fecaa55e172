/** What runs a model: the lab's own graph in onnxruntime, or transformers in a Python process. */
export const ENGINES = ['onnx', 'transformers'] as const;
export type EngineName = (typeof ENGINES)[number];
