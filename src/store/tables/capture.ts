import type { TableSpecs } from './column.ts'

/** What was seen to change, and waits to be worked on. */
export const CAPTURE = {
  capture_cursor: {
    connection_id: 'text',
    side: 'text',
    object: 'text',
    cursor: 'jsonb',
    saved_at: 'bigint',
    heard_at: 'bigint?',
  },
  captured: {
    connection_id: 'text',
    side: 'text',
    object: 'text',
    record_id: 'text',
    modified_at: 'bigint',
    kind: 'text',
    print: 'text?',
    known_at: 'bigint?',
  },
  watched: { connection_id: 'text', name: 'text', print: 'text' },
  inbox: {
    connection_id: 'text',
    side: 'text',
    object: 'text',
    record_id: 'text',
    revision: 'integer',
    kind: 'text',
    survivor_id: 'text?',
    cause: 'text',
    attempts: 'integer',
    enqueued_at: 'bigint',
    not_before: 'bigint',
    lease_until: 'bigint?',
    leased_by: 'text?',
    last_error: 'text?',
    lane: 'text',
    snapshot: 'jsonb?',
  },
} as const satisfies TableSpecs
