import type { TableSpecs } from './column.ts'

/** First loads and comparisons of both sides. */
export const RUNS = {
  backfill: {
    id: 'text',
    connection_id: 'text',
    choices: 'jsonb',
    state: 'text',
    cursor: 'text?',
    counts: 'jsonb',
    ahead: 'jsonb',
    total: 'bigint?',
    started_at: 'bigint',
    worked_ms: 'bigint',
    finished_at: 'bigint?',
    worker: 'text?',
    lease_until: 'bigint?',
  },
  drift: {
    id: 'text',
    connection_id: 'text',
    at: 'bigint',
    took_ms: 'bigint',
    calls: 'jsonb',
    counts: 'jsonb',
    problems: 'jsonb',
    problems_in_all: 'bigint',
    unexplained: 'bigint',
    position: 'text?',
  },
} as const satisfies TableSpecs
