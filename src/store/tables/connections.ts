import type { TableSpecs } from './column.ts'

/** Connections, their configurations, and what is counted for them. */
export const CONNECTIONS = {
  connection: {
    id: 'text',
    name: 'text',
    portal_id: 'text',
    org_id: 'text',
    currency: 'text',
    org_time_zone: 'text',
    state: 'text',
    paused_reason: 'text?',
    paused_by: 'text?',
  },
  config_version: {
    connection_id: 'text',
    version: 'integer',
    document: 'jsonb',
    author: 'text',
    comment: 'text',
    created_at: 'bigint',
    written: 'text?',
  },
  counter: { connection_id: 'text', name: 'text', day: 'text', count: 'bigint' },
} as const satisfies TableSpecs
