import type { TableSpecs } from './column.ts'

/** Which records are one. */
export const LINKS = {
  link: {
    id: 'text',
    connection_id: 'text',
    kind: 'text',
    key: 'text',
    hubspot_id: 'text?',
    salesforce_object: 'text?',
    salesforce_id: 'text?',
    state: 'text',
    origin: 'text',
    adopted: 'boolean',
    base: 'jsonb',
    created_at: 'bigint',
  },
  link_alias: { connection_id: 'text', kind: 'text', side: 'text', record_id: 'text', link_id: 'text' },
  link_search: {
    link_id: 'text',
    connection_id: 'text',
    kind: 'text',
    state: 'text',
    created_at: 'bigint',
    words: 'text',
    title: 'text',
  },
} as const satisfies TableSpecs
