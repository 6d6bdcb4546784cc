import type { TableSpecs } from './column.ts'

/** Calls made, and what is left of the limits. */
export const BUDGET = {
  api_usage: {
    connection_id: 'text',
    side: 'text',
    hour: 'bigint',
    lane: 'text',
    endpoint: 'text',
    calls: 'bigint',
    polls: 'bigint',
    cycles: 'bigint',
    rate_limited: 'bigint',
  },
  api_budget: {
    connection_id: 'text',
    side: 'text',
    daily_limit: 'bigint?',
    daily_used: 'bigint?',
    reported_at: 'bigint?',
    seen_at: 'bigint?',
    resets_at: 'bigint?',
    stopped_until: 'bigint?',
    poll_ms: 'bigint?',
    polled_at: 'bigint?',
    failed_at: 'bigint?',
    failed_code: 'text?',
    failed_message: 'text?',
  },
  api_window: { connection_id: 'text', name: 'text', state: 'jsonb?' },
} as const satisfies TableSpecs
