import type { RemoteError } from '#domain/errors.ts'
import { contactWriteBack, difference, stageWriteBack } from '#domain/plan/write-back.ts'
import type { Values } from '#domain/mapping/value.ts'
import { compareHeld } from '#domain/reconcile/echo.ts'
import { printOf } from '#domain/reconcile/print.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector.ts'
import type { FieldChange, JournalRow, KnownVersion } from '#ports/store.ts'
import { heldChanges } from '../held-changes.ts'
import type { Scope } from '../scope.ts'
import { DONE, keptFields, verdictOf } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import { factsOf } from './facts.ts'
import type { KnownFacts } from './facts.ts'
import { heldFields } from './held-fields.ts'
import { ownChange } from './plan.ts'
import type { Progress } from './progress.ts'
import { rowBase, writeAll } from './progress.ts'
import type { PersonResult } from './unit.ts'

interface Wanted {
  readonly p: Progress
  readonly values: Values
  readonly changes: readonly FieldChange[]
  readonly stage: string | null
}

/** The last stage: what HubSpot is told of each person, mapped fields, Tandem's own ones and the lifecycle stage in one write. */
export async function writeContacts(
  scope: Scope,
  progress: readonly Progress[],
  known: KnownFacts,
): Promise<readonly PersonResult[]> {
  const wanted = progress.map((p) => wantedOf(scope, p, known))
  const operations = wanted
    .filter(({ values }) => Object.keys(values).length > 0)
    .map(({ p, values }): WriteOperation => ({
      kind: 'update',
      traceId: p.link.id,
      object: 'contacts',
      id: p.plan.person.contact.id,
      values,
    }))
  const outcomes = await writeAll(scope.hubspot, operations)
  return wanted.map((w) => toResult(scope, w, outcomes.get(w.p.link.id)))
}

function wantedOf(scope: Scope, p: Progress, known: KnownFacts): Wanted {
  if (p.failed !== null) return { p, values: {}, changes: [], stage: null }
  const { contact } = p.plan.person
  const now = { salesforceId: p.record.id, ownerId: p.record.values['OwnerId'] ?? null }
  if (scope.writesBack === 'later') return { p, values: p.plan.hubspot, changes: p.plan.hubspotChanges, stage: null }
  const facts = factsOf(scope, p.plan.person, now, known)
  const own = difference(contactWriteBack(facts), contact.values)
  const leadStatus = p.record.object === 'Lead' ? (p.record.values['Status'] ?? null) : null
  const stageNow = contact.values['lifecyclestage'] ?? null
  const stage = stageWriteBack(stageNow, facts, scope.config.lifecycle, leadStatus)
  const values: Values = { ...p.plan.hubspot, ...own, ...(stage === null ? {} : { lifecyclestage: stage }) }
  const ownChanges = Object.entries(own).map(([f, v]) => ownChange(f, contact.values[f] ?? null, v, 'write-back'))
  const stageChange = stage === null ? [] : [ownChange('lifecyclestage', stageNow, stage, 'lifecycle')]
  return { p, values, changes: [...p.plan.hubspotChanges, ...ownChanges, ...stageChange], stage }
}

function toResult(scope: Scope, wanted: Wanted, outcome: ItemOutcome | undefined): PersonResult {
  const { p, stage } = wanted
  const { person } = p.plan
  const written = outcome?.ok === true ? outcome : null
  const held = written?.values ?? {}
  const failed = p.failed ?? (outcome?.ok === false ? outcome.error : null)
  const sent = p.plan.hubspotChanges.map((change) => ({ ...change, map: change.rule }))
  const compared = compareHeld('hubspot', p.plan.base, sent, held)
  const kept = [...p.kept.map((map) => `${map} in Salesforce`), ...compared.refused.map((map) => `${map} in HubSpot`)]
  return {
    person,
    // The base moves only when every write of this person succeeded: a failed one is decided again.
    link: failed === null ? { ...p.link, base: compared.base } : p.link,
    taskId: p.taskId,
    journal: written === null ? p.journal : [...p.journal, journalRow(scope, wanted, held)],
    verdict: failed === null && p.refused === null ? verdict(p, kept, stage, held) : failure(p, failed),
    opportunities: p.opportunityId === null ? [] : [p.opportunityId],
    known: [...p.known, ...knownContact(wanted, written)],
    unfinished: p.plan.unfinished,
    defaultsUsed: failed === null ? p.plan.defaultsUsed : 0,
  }
}

const journalRow = (scope: Scope, { p, changes }: Wanted, held: Values): JournalRow => ({
  ...rowBase(scope, p.plan.person),
  side: 'hubspot',
  object: 'contacts',
  recordId: p.plan.person.contact.id,
  action: 'update',
  changes: heldChanges(changes, held),
})

/** The contact as HubSpot holds it now; fields that it computes from these come once as news. */
function knownContact(
  { p: { plan }, values }: Wanted,
  written: Extract<ItemOutcome, { ok: true }> | null,
): readonly KnownVersion[] {
  if (written === null) return []
  const asRead = { ...plan.person.rawContact, ...values }
  const said = Object.entries(written.values ?? {}).filter(([field]) => asRead[field] !== undefined)
  const print = printOf({ ...asRead, ...Object.fromEntries(said) })
  return [{ side: 'hubspot', object: 'contacts', recordId: written.id, print, modifiedAt: written.modifiedAt ?? null }]
}

const failure = ({ plan: { person }, refused }: Progress, failed: RemoteError | null): Verdict => {
  const error = firstToMend(failed, refused)
  return error === null ? DONE : verdictOf(error, person.rows, person.link.id)
}

/** Of two errors the one that goes away by itself: the other is met again when the person is tried again. */
function firstToMend(failed: RemoteError | null, refused: RemoteError | null): RemoteError | null {
  return failed?.disposition === 'park' && refused !== null && refused.disposition !== 'park'
    ? refused
    : (failed ?? refused)
}

function verdict(p: Progress, kept: readonly string[], stage: string | null, held: Values): Verdict {
  const linkId = p.plan.person.link.id
  const waiting = heldFields(p.plan) ?? keptFields(kept, linkId)
  if (waiting !== null) return waiting
  const stageHeld = held['lifecyclestage']
  if (stage === null || stageHeld === undefined || stageHeld === stage) return DONE
  return {
    kind: 'park',
    code: 'STAGE_KEPT',
    message: `HubSpot kept lifecycle stage ${stageHeld ?? 'blank'} instead of ${stage}`,
    remedy: 'Check the order of the lifecycle stages in HubSpot.',
    linkId,
  }
}
