import type { Series } from '../../charts/column-layout.ts'

/** What a handover can be, from the bottom of a column to its top. Each has a texture too, so colour is not the only sign. */
export const SERIES = [
  { name: 'met', label: 'Answered in time', fill: 'var(--good)', as: 'column' },
  { name: 'breached', label: 'Missed the deadline', fill: 'url(#tandem-breached)', as: 'column' },
  { name: 'running', label: 'In time so far', fill: 'url(#tandem-running)', as: 'column' },
] as const satisfies readonly Series[]
