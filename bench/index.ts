import { sandboxBenchmark } from './sandbox.ts'

/** Figures by name; milliseconds and counts, or ratios of two things measured in the same run. */
export type Figures = Readonly<Record<string, unknown>>
export type Benchmark = (progress: (line: string) => void) => Promise<Figures>

/** One line for each benchmark. */
export const benchmarks = {
  sandbox: sandboxBenchmark,
} as const satisfies Readonly<Record<string, Benchmark>>
