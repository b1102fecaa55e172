import { defineConfig } from 'vitest/config';

// onnxruntime uses every core in one session: test files run one after the other.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
