import type { FieldChange, JournalEntry } from '#ports/store/journal.ts'
import type { ChangeRow, FieldChangeRow } from '../contract/record-changes.ts'
import { toInstantText } from './instants.ts'
import { recordPage, type RecordPages } from './record-page.ts'

/** Who saved which version of the config. */
export type Authors = ReadonlyMap<number, string>

export const toFieldChange = ({ field, from, to, rule, because, winner, lost }: FieldChange): FieldChangeRow => ({
  field,
  from,
  to,
  rule,
  because,
  winner,
  lost: lost === undefined ? null : { value: lost },
})

export const toChangeRow = (entry: JournalEntry, pages: RecordPages, authors: Authors): ChangeRow => ({
  seq: entry.seq,
  at: toInstantText(entry.at),
  side: entry.side,
  object: entry.object,
  recordId: entry.recordId,
  url: recordPage(pages, entry.side, entry.object, entry.recordId),
  link: entry.linkId,
  action: entry.action,
  changes: entry.changes.map(toFieldChange),
  cause: entry.cause,
  configVersion: entry.configVersion,
  author: authors.get(entry.configVersion) ?? null,
})
