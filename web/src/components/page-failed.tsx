import type { ErrorComponentProps } from '@tanstack/react-router'
import { ProblemNotice } from './problem-notice.tsx'

/** Instead of a page that could not be drawn or loaded. */
export const PageFailed = ({ error, reset }: ErrorComponentProps) => (
  <ProblemNotice error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
)
