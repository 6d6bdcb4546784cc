import type { Dimension, View } from '#domain/attribution/metrics.ts'
import type { DealState } from '#domain/attribution/deal-state.ts'
import type { Tone } from '../../components/status-badge.tsx'

/** Under the heading of all of its pages. */
export const ATTRIBUTION_NOTE = 'What marketing spent, whom it brought, and what sales earned from it.'

export const DIMENSION_WORDS: Readonly<Record<Dimension, { readonly one: string; readonly many: string }>> = {
  campaign: { one: 'Campaign', many: 'Campaigns' },
  channel: { one: 'Channel', many: 'Channels' },
  source: { one: 'Source', many: 'Sources' },
  segment: { one: 'Segment', many: 'Segments' },
}

export const VIEW_WORDS: Readonly<Record<View, { readonly name: string; readonly meaning: string }>> = {
  period: {
    name: 'By date',
    meaning:
      'Everything by its own date: cost when it was spent, leads when they qualified, revenue when deals closed.',
  },
  cohort: {
    name: 'By lead cohort',
    meaning:
      'The leads of these days and what was spent on them, with everything that came of them since, however late.',
  },
}

export const STATE_WORDS: Readonly<Record<DealState, { readonly name: string; readonly tone: Tone }>> = {
  won: { name: 'Won', tone: 'good' },
  lost: { name: 'Lost', tone: 'bad' },
  open: { name: 'Open', tone: 'plain' },
  refund: { name: 'Refund', tone: 'warn' },
}

/** Up to two decimals: deals are counted in parts. */
const parts = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 })
export const formatParts = (count: number): string => parts.format(count)

const exactParts = new Intl.NumberFormat(undefined, { maximumFractionDigits: 6 })
export const formatPartsExactly = (count: number): string => exactParts.format(count)

/** What is known besides the channel, unless it is the campaign once more, as HubSpot has it for most. */
export const detailWords = (touch: { readonly detail: string | null; readonly campaign: string | null }): string =>
  touch.detail === null || touch.detail === touch.campaign ? '' : `, ${touch.detail}`

/** "PAID_SEARCH" is how HubSpot writes it. */
export const channelWords = (channel: string): string =>
  /^[A-Z0-9_]+$/.test(channel)
    ? channel
        .toLowerCase()
        .replaceAll('_', ' ')
        .replace(/^./, (letter) => letter.toUpperCase())
    : channel
