import { attributionBenchmark } from './attribution.ts'
import { pagesBenchmark } from './pages.ts'
import { sandboxBenchmark } from './sandbox.ts'
import { slaBenchmark } from './sla.ts'
import { syncBenchmark } from './sync.ts'
import { webhooksBenchmark } from './webhooks.ts'

/** Figures by name; milliseconds and counts, or ratios of two things measured in the same run. */
export type Figures = Readonly<Record<string, unknown>>
/** @param args what follows the name on the command line. */
export type Benchmark = (progress: (line: string) => void, args: readonly string[]) => Promise<Figures>

/** One line for each benchmark. */
export const benchmarks = {
  attribution: attributionBenchmark,
  pages: pagesBenchmark,
  sandbox: sandboxBenchmark,
  sla: slaBenchmark,
  sync: syncBenchmark,
  webhooks: webhooksBenchmark,
} as const satisfies Readonly<Record<string, Benchmark>>
