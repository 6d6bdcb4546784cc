import type { Brand } from './ids.ts'

/** Epoch milliseconds, UTC. The only form of a point in time inside the domain. */
export type Instant = number
/** A calendar date "YYYY-MM-DD" without zone. */
export type LocalDate = Brand<string, 'LocalDate'> | string
