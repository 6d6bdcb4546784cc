import type { Snapshot } from '../core/types.ts'
import type { BulkState } from './bulk/jobs.ts'
import type { Org } from './org.ts'
import type { Row } from './records/table.ts'
import type { OrgRulesState } from './rules/org-rules.ts'
import type { LimitState } from './usage.ts'
import type { CustomField } from './schema/catalog.ts'
import type { CustomObject } from './schema/custom-object.ts'
import { field } from './schema/fields.ts'
import type { SignInState } from './rest/oauth/sign-ins.ts'
import type { Session } from './sessions.ts'

interface OrgState {
  readonly tables: Readonly<Record<string, readonly Row[]>>
  readonly customFields: readonly CustomField[]
  /** Absent in snapshots from before there were custom objects. */
  readonly customObjects?: readonly CustomObject[]
  readonly idCounters: Readonly<Record<string, number>>
  readonly schemaChangedAt: number
  readonly limits?: LimitState
  readonly usage: Readonly<Record<string, number>>
  /** Absent in snapshots from before there were bulk jobs. */
  readonly bulk?: BulkState
  readonly rules?: OrgRulesState
  /** Sessions of older snapshots have only their user, and never time out. */
  readonly sessions: readonly (readonly [string, Pick<Session, 'userId'> & Partial<Session>])[]
  /** Absent in snapshots from before it could change. */
  readonly sessionTimeoutMinutes?: number | null
  readonly signIns?: SignInState
}

/** Rows are never changed in place, so a snapshot shares them: taking one of 30,000 records is a matter of lists. */
export function takeSnapshot(org: Org): Snapshot {
  const state: OrgState = {
    tables: Object.fromEntries(
      [...org.tables()].filter((table) => table.size > 0).map((table) => [table.name, [...table.rows()]]),
    ),
    customFields: [...org.catalog.customFields],
    customObjects: [...org.catalog.customObjects],
    idCounters: { ...org.idCounters },
    schemaChangedAt: org.schemaChangedAt,
    usage: org.usage.save(),
    bulk: org.bulk.save(),
    rules: org.rules.save(),
    limits: org.usage.limits(),
    sessions: [...org.sessions],
    sessionTimeoutMinutes: org.sessions.timeoutMinutes,
    signIns: org.signIns.save(),
  }
  return { ...state }
}

/**
 * The org exactly as it was. Sessions are not data: tokens issued since stay valid if their user exists, so that a
 * client does not have to sign in again.
 */
export function restoreSnapshot(org: Org, snapshot: Snapshot): void {
  const state = snapshot as unknown as OrgState
  if (typeof snapshot['tables'] !== 'object') throw new TypeError('this is no snapshot of a Salesforce org')
  for (const table of org.tables()) table.replaceAll(state.tables[table.name] ?? [])
  for (const [name, rows] of Object.entries(state.tables)) org.table(name).replaceAll(rows)
  org.idCounters = { ...state.idCounters }
  org.schemaChangedAt = state.schemaChangedAt
  org.usage.load(state.usage)
  org.bulk.load(state.bulk)
  org.rules.load(state.rules)
  org.usage.setLimits(state.limits)
  const lasting = { clientId: org.settings.clientId, scope: 'api', issuedAt: 0, activeAt: null, signIn: null }
  for (const [token, { userId, ...rest }] of state.sessions) org.sessions.set(token, { userId, ...lasting, ...rest })
  if (state.sessionTimeoutMinutes !== undefined) org.sessions.timeoutMinutes = state.sessionTimeoutMinutes
  org.signIns.load(state.signIns)
  org.catalog.setCustomObjects(state.customObjects ?? [])
  // Fields of older snapshots lack what describes have told since.
  org.catalog.setCustomFields(state.customFields.map((custom) => ({ ...custom, def: field(custom.def) })))
}
