import type { RemoteError } from '#domain/errors.ts'
import type { LinkId } from '#domain/ids.ts'
import { contactWriteBack, difference, stageBackWrite, stageWriteBack } from '#domain/plan/write-back.ts'
import type { PersonFacts } from '#domain/plan/write-back.ts'
import type { Values } from '#domain/mapping/value.ts'
import { compareHeld } from '#domain/reconcile/echo.ts'
import { printOf } from '#domain/reconcile/print.ts'
import type { ItemOutcome } from '#ports/connector/writes.ts'
import type { KnownVersion } from '#ports/store/inbox.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import { heldChanges } from '../held-changes.ts'
import type { BatchScope } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import { DONE, keptFields, verdictOf } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import { factsOf } from './facts.ts'
import type { KnownFacts } from './facts.ts'
import { reportOf } from './field-report.ts'
import { heldFields } from './held-fields.ts'
import { intendedContact } from './intended-writes.ts'
import { ownChange } from './plan.ts'
import type { Progress } from './progress.ts'
import { rowBase } from './progress.ts'
import { clearStages, peopleToRecycle, RECYCLE, statusCounts } from './recycle-stage.ts'
import { storedLink } from './unit.ts'
import type { PersonResult } from './unit.ts'

interface Wanted {
  readonly p: Progress
  readonly values: Values
  readonly changes: readonly FieldChange[]
  readonly stage: string | null
  /** The stage leads back, which HubSpot takes only from a blank one. */
  readonly goesBack: boolean
}

/** The last stage: what HubSpot is told of each person, mapped fields, Tandem's own ones and the lifecycle stage in one write. */
export async function writeContacts(
  scope: BatchScope,
  progress: readonly Progress[],
  known: KnownFacts,
): Promise<readonly PersonResult[]> {
  const recycling = await peopleToRecycle(
    scope,
    progress.map(({ plan }) => plan.person),
  )
  const meant = progress.map((p) => wantedOf(scope, p, { ...known, recycling }))
  const cleared = await clearStages(
    scope,
    meant.flatMap(({ p, goesBack }) => (goesBack ? [p] : [])),
  )
  const wanted = meant.map((w) => withCleared(w, cleared.get(w.p.link.id)))
  const writing = wanted.filter(({ values }) => Object.keys(values).length > 0)
  const outcomes = await scope.writes.write(
    scope.hubspot,
    writing.map(({ p, values, changes }) => intendedContact(p, values, changes)),
  )
  return wanted.map((w) => toResult(scope, w, outcomes.get(w.p.link.id)))
}

type Known = KnownFacts & { readonly recycling: ReadonlySet<LinkId> }

function wantedOf(scope: Scope, p: Progress, known: Known): Wanted {
  const { contact } = p.plan.person
  const mapped = { p, values: p.plan.hubspot, changes: p.plan.hubspotChanges, stage: null, goesBack: false }
  if (p.failed !== null) return { ...mapped, values: {}, changes: [] }
  if (scope.writesBack === 'later') return mapped
  const now = { salesforceId: p.record.id, ownerId: p.record.values['OwnerId'] ?? null }
  const facts = factsOf(scope, p.plan.person, now, known)
  const own = difference(contactWriteBack(facts), contact.values)
  const stageNow = contact.values['lifecyclestage'] ?? null
  const { stage, goesBack } = stageOf(scope, p, facts, known.recycling.has(p.link.id))
  const values: Values = { ...p.plan.hubspot, ...own, ...(stage === null ? {} : { lifecyclestage: stage }) }
  const ownChanges = Object.entries(own).map(([f, v]) => ownChange(f, contact.values[f] ?? null, v, 'write-back'))
  // What comes after a clear is told from blank: the clear has a row of its own.
  const stageChange =
    stage === null
      ? []
      : [ownChange('lifecyclestage', goesBack ? null : stageNow, stage, goesBack ? RECYCLE : 'lifecycle')]
  return { p, values, changes: [...p.plan.hubspotChanges, ...ownChanges, ...stageChange], stage, goesBack }
}

/** Forward by what sales does, back for who was given back; never both. */
function stageOf(
  scope: Scope,
  { plan: { person }, record }: Progress,
  facts: PersonFacts,
  recycles: boolean,
): Pick<Wanted, 'stage' | 'goesBack'> {
  const { lifecycle, feedback } = scope.config
  const stageNow = person.contact.values['lifecyclestage'] ?? null
  const back = recycles ? stageBackWrite(stageNow, facts, feedback.recycleStage, lifecycle) : null
  if (back !== null) return { stage: back, goesBack: true }
  const leadStatus = record.object === 'Lead' && statusCounts(person.handoff) ? (record.values['Status'] ?? null) : null
  return { stage: stageWriteBack(stageNow, facts, lifecycle, leadStatus), goesBack: false }
}

/** Whose stage could not be cleared is not written: HubSpot would keep the old one. */
function withCleared(wanted: Wanted, outcome: ItemOutcome | undefined): Wanted {
  if (outcome === undefined || outcome.ok) return wanted
  return { ...wanted, p: { ...wanted.p, failed: outcome.error }, values: {}, changes: [], stage: null }
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
    link: { ...p.link, base: failed === null ? compared.base : storedLink(person).base },
    taskId: p.taskId,
    upkeep: p.upkeep,
    journal: written === null ? toldSoFar(p, failed) : [...p.journal, journalRow(scope, wanted, held)],
    verdict: failed === null && p.refused === null ? verdict(p, kept, stage, held) : failure(p, failed),
    opportunities: p.opportunityId === null ? [] : [p.opportunityId],
    known: [...p.known, ...knownContact(wanted, written)],
    unfinished: p.plan.unfinished,
    agreed: failed === null,
    defaultsUsed: failed === null ? p.plan.defaultsUsed : 0,
    fields: reportOf(scope, p, failed === null),
  }
}

/** Two who met meet again when their person is tried again. */
const toldSoFar = ({ journal }: Progress, failed: RemoteError | null): readonly JournalRow[] =>
  failed === null || failed.disposition === 'park' ? journal : journal.filter(({ action }) => action !== 'link')

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
