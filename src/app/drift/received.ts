import { entryOf } from '#domain/lifecycle/selection.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import { capturedFields } from '../fields-to-read.ts'
import { listMembersOf } from '../list-members.ts'
import { decideNewcomers } from '../people/decide-newcomers.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { isYoung } from './findings.ts'
import type { Findings } from './findings.ts'

export interface Received {
  readonly sent: number
  readonly received: number
  readonly reasons: Readonly<Record<string, number>>
  readonly out: Readonly<Record<string, number>>
  readonly notLookedAt: number
}

/** So many who were not received are explained one by one. */
const LOOKED_AT = 5_000
const AT_ONCE = 1_000

/**
 * Everybody whom the configuration sends to sales is linked, or there is a reason; who stays out by it was not sent. Two search calls, one more for each 200 who are
 * not linked, and the look-ups of those who should be.
 */
export async function whoWasReceived(scope: Scope, findings: Findings): Promise<Received> {
  const stage = { field: 'lifecyclestage', in: scope.config.selection.stages }
  const fields = capturedFields(scope.config, CONTACTS) ?? []
  const object = CONTACTS.object
  const [all, missing] = await Promise.all([
    scope.hubspot.sample({ object, conditions: [stage], fields: [], limit: 0 }),
    scope.hubspot.sample({
      object,
      conditions: [stage, { field: 'tandem_salesforce_id', known: false }],
      fields,
      limit: LOOKED_AT,
    }),
  ])
  const reasons: Record<string, number> = {}
  const out: Record<string, number> = {}
  let linked = 0
  for (let start = 0; start < missing.records.length; start += AT_ONCE) {
    const found = await reasonsOf(scope, missing.records.slice(start, start + AT_ONCE), findings)
    linked += found.linked
    for (const [why, count] of Object.entries(found.reasons)) reasons[why] = (reasons[why] ?? 0) + count
    for (const [why, count] of Object.entries(found.out)) out[why] = (out[why] ?? 0) + count
  }
  return {
    sent: Math.max(0, all.total - Object.values(out).reduce((sum, count) => sum + count, 0)),
    received: Math.max(0, all.total - missing.total) + linked,
    reasons,
    out,
    notLookedAt: Math.max(0, missing.total - missing.records.length),
  }
}

async function reasonsOf(scope: Scope, contacts: readonly RemoteRecord[], findings: Findings) {
  const { store, connection } = scope
  const ids = contacts.map(({ id }) => id)
  const links = await store.links.byHubspotIds(connection.id, 'person', ids)
  const states = await store.drifts.states(connection.id, CONTACTS, ids)
  const listsOf = await listMembersOf(scope, ids)
  const reasons: Record<string, number> = {}
  const out: Record<string, number> = {}
  let linked = 0
  const because = (contact: RemoteRecord, why: string, detail: string): void => {
    reasons[why] = (reasons[why] ?? 0) + 1
    findings.explain(CONTACTS, contact.id, why, detail)
  }
  const staysOut = (contact: RemoteRecord, why: string): void => {
    out[why] = (out[why] ?? 0) + 1
    findings.explain(CONTACTS, contact.id, why, `stays out: ${why}`)
  }
  const entering: RemoteRecord[] = []
  for (const contact of contacts) {
    const link = links.get(contact.id)
    const state = states.get(contact.id)
    const entry = entryOf(contact.values, scope.config.selection, listsOf(contact.id))
    if (link?.state === 'active') linked += 1
    else if (state?.kind === 'parked') because(contact, 'parked', `parked with ${state.code}: tandem parked list`)
    else if (state !== undefined) because(contact, 'waiting', `waits in the inbox${of(state.error)}`)
    else if (link?.state === 'unlinked')
      because(contact, 'unlinked', 'was joined and taken apart: one side was deleted')
    else if (entry.kind === 'stays-out') staysOut(contact, entry.why)
    else entering.push(contact)
  }
  const decided = await decideNewcomers(
    scope,
    entering.map((contact) => ({ contact, memberships: listsOf(contact.id) })),
  )
  for (const { contact, decision } of decided) {
    if (decision.kind === 'ignore') staysOut(contact, decision.why)
    else if (isYoung(scope, contact.modifiedAt)) because(contact, 'young', 'changed in the last minutes')
    else {
      reasons['not-captured'] = (reasons['not-captured'] ?? 0) + 1
      const detail = 'should be in Salesforce, and nobody had looked at this contact; it is looked at now'
      findings.wonder(CONTACTS, contact.id, { reason: 'not-captured', detail, contactId: contact.id })
    }
  }
  return { reasons, out, linked }
}

const of = (error: string | null): string => {
  const code = error === null ? null : /^[A-Z_]+(?=:)/.exec(error)
  return code === null ? '' : ` after ${code[0]}`
}
