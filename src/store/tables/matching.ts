import type { TableSpecs } from './column.ts'

/** Who may be whom: keys to compare by, and pairs for a person to decide on. */
export const MATCHING = {
  match_key: { connection_id: 'text', kind: 'text', side: 'text', key: 'text', record_id: 'text' },
  claim: { connection_id: 'text', name: 'text', holder: 'text', held_until: 'bigint' },
  review: {
    id: 'text',
    connection_id: 'text',
    kind: 'text',
    hubspot_id: 'text',
    salesforce_object: 'text',
    salesforce_id: 'text',
    reason: 'text',
    points: 'double precision',
    evidence: 'jsonb',
    state: 'text',
    found_at: 'bigint',
    decided_at: 'bigint?',
    decided_by: 'text?',
    applied_at: 'bigint?',
  },
} as const satisfies TableSpecs
