import type { TableSpecs } from './column.ts'

/** Members of HubSpot lists, and of the campaigns that follow them. */
export const LISTS = {
  list_read: { connection_id: 'text', list_id: 'text', mark: 'text', read_at: 'bigint' },
  list_member: { connection_id: 'text', list_id: 'text', record_id: 'text', since: 'bigint' },
  campaign_member: {
    connection_id: 'text',
    campaign_id: 'text',
    link_id: 'text',
    list_id: 'text',
    member_id: 'text?',
    made: 'boolean',
    status: 'text?',
    wanted: 'text',
    print: 'text?',
    state: 'text',
    not_before: 'bigint',
  },
} as const satisfies TableSpecs
