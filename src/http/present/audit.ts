import type { AuditEntry, AuditFilter } from '#ports/store/audit.ts'
import type { Actor } from '#domain/access.ts'
import { connectionId } from '#domain/ids.ts'
import type { AuditEntryOnWire } from '../contract/audit.ts'
import { toInstantText } from './instants.ts'

export const toAuditEntry = (entry: AuditEntry & { readonly seq: number }): AuditEntryOnWire => ({
  seq: entry.seq,
  at: toInstantText(entry.at),
  actor: entry.actor === null ? null : { ...entry.actor },
  connection: entry.connection,
  action: entry.action,
  subject: entry.subject,
  details: { ...entry.details },
  outcome: entry.outcome,
})

interface AuditQuery {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly connection?: string | undefined
  readonly outcome?: AuditEntry['outcome'] | undefined
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/** Whoever reaches some connections alone reads what was done to these. */
export const toAuditFilter = (query: AuditQuery, { connections }: Actor): AuditFilter => ({
  reach: connections,
  actorId: query.actor,
  action: query.action,
  connection: query.connection === undefined ? undefined : connectionId(query.connection),
  outcome: query.outcome,
  from: query.from === undefined ? undefined : Date.parse(query.from),
  until: query.until === undefined ? undefined : Date.parse(query.until),
})
