import type { Instant } from '../instant.ts'
import type { TouchEvidence } from './touch-facts.ts'

/** A row of a file, for whoever has that address now or later. */
export interface ImportedRow {
  readonly id: string
  readonly at: Instant
  /** Only the day is known; `at` is its last moment in the zone. */
  readonly dayOnly: boolean
  readonly channel: string
  readonly campaign: string | null
  readonly detail: string | null
  /** Batch that brought it. */
  readonly importId: string
}

/** The touch that a row of a file is, once its address belongs to somebody. @param nameOf how the row's campaign is called. */
export const touchOfRow = (row: ImportedRow, nameOf: (campaign: string) => string) => {
  const campaign = row.campaign === null ? null : nameOf(row.campaign)
  const says = [row.channel, row.detail, row.campaign].filter((part) => part !== null).join(' · ')
  const evidence: TouchEvidence = { origin: 'import', source: 'file', record: row.importId, says }
  return {
    id: row.id,
    at: row.at,
    dayOnly: row.dayOnly,
    channel: row.channel,
    detail: row.detail,
    campaign,
    origin: 'import' as const,
    kind: 'import' as const,
    source: 'file',
    evidence: [evidence],
  }
}
