import type { TableSpecs } from './column.ts'

/** Touches, campaigns with their costs, and who gets the credit. */
export const ATTRIBUTION = {
  touch: {
    connection_id: 'text',
    link_id: 'text',
    id: 'text',
    at: 'bigint',
    channel: 'text',
    campaign: 'text?',
    source: 'text',
  },
  campaign: {
    connection_id: 'text',
    id: 'text',
    name: 'text',
    currency: 'text',
    spend_minor: 'bigint',
    start_on: 'text?',
    end_on: 'text?',
    numeric_id: 'text?',
  },
  campaign_cost: {
    connection_id: 'text',
    campaign_id: 'text',
    taken_at: 'bigint',
    spend_minor: 'bigint',
    currency: 'text',
  },
  credit: {
    connection_id: 'text',
    opportunity_id: 'text',
    model: 'text',
    position: 'integer',
    touch_id: 'text?',
    link_id: 'text?',
    campaign: 'text?',
    channel: 'text?',
    amount_minor: 'bigint',
    currency: 'text',
    weight_numerator: 'numeric',
    weight_denominator: 'numeric',
  },
} as const satisfies TableSpecs
