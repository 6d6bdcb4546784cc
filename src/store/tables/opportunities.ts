import type { TableSpecs } from './column.ts'

/** Opportunities, and whose they are. */
export const OPPORTUNITIES = {
  opportunity: {
    connection_id: 'text',
    id: 'text',
    link_id: 'text?',
    name: 'text',
    stage: 'text',
    is_closed: 'boolean',
    is_won: 'boolean',
    amount_minor: 'bigint?',
    currency: 'text',
    created_at: 'bigint',
    closed_at: 'bigint?',
    lost_reason: 'text?',
    owner_id: 'text?',
    contact_source: 'text',
    revision: 'integer',
    read_revision: 'integer?',
    credited_revision: 'integer?',
    credited_at: 'bigint?',
  },
  opportunity_person: { connection_id: 'text', opportunity_id: 'text', link_id: 'text', position: 'integer' },
} as const satisfies TableSpecs
