import type { InboxRow, KnownVersion } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { WriteIntent } from '#ports/store/write-intents.ts'
import type { Store } from '#ports/store.ts'
import { isSameLink } from '#domain/identity/link.ts'
import { versionOf } from './known-version.ts'
import { rememberFields } from './field-decisions.ts'
import { erasePeople } from './erase-person.ts'
import { alikeLater, restAgain } from './people/alike-later.ts'
import { applyPeople } from './people/apply.ts'
import { earlierHistory } from './people/earlier-history.ts'
import { enterPeople } from './people/enter.ts'
import type { Entered } from './people/enter.ts'
import { returnPeople } from './handoff/return-people.ts'
import { holdLeads } from './handoff/hold-leads.ts'
import { judgeHandoffs } from './handoff/judge-handoffs.ts'
import { takeFeedback } from './handoff/take-feedback.ts'
import { followMerges } from './people/follow-merges.ts'
import { gatherPeople } from './people/gather.ts'
import { rejoin } from './people/rejoin.ts'
import { followedLeads, rememberHandoffs } from './people/remember-handoffs.ts'
import { rememberTouches } from './people/remember-touches.ts'
import { settleApart, splitApart, takeApart } from './people/take-apart.ts'
import { lookAtPeople, withAgreed } from './people/left-over.ts'
import { storedLink } from './people/unit.ts'
import type { LinkedPerson, Person, PersonResult } from './people/unit.ts'
import { settleLeftOvers, withoutTold } from './intents/look.ts'
import { inBatch } from './intents/write-batch.ts'
import { followReviews } from './review/follow-reviews.ts'
import { tasksOfPeople, withCompanies } from './records/people.ts'
import { CONTACTS, OPPORTUNITIES } from './scope.ts'
import type { Scope } from './scope.ts'
import { DONE, settleRows } from './settle-outcomes.ts'
import type { SettledRows } from './settle-outcomes.ts'

/** What became of a batch of people. */
export interface PeopleWorked {
  readonly results: readonly PersonResult[]
  /** Every row of the batch, with its verdict. */
  readonly settled: readonly SettledRows[]
  /** Ids of contacts that stay out of the loop, with the reason. */
  readonly ignored: ReadonlyMap<string, string>
}

/** What else has to happen in the transaction that remembers a batch, after everything else of it. */
export type Alongside = (tx: Store, worked: PeopleWorked) => Promise<void>

/**
 * One batch of people: read both sides, let newcomers in, follow conversions and deletions, write what differs, remember.
 * Level-triggered: the rows only say who may have changed.
 */
export async function reconcilePeople(
  scope: Scope,
  rows: readonly InboxRow[],
  alongside: Alongside = async () => undefined,
): Promise<void> {
  const toErase = rows.filter((row) => row.kind === 'privacy-deleted' && row.object === 'contacts')
  const stillThere = await erasePeople(scope, toErase)
  const others = rows.filter((row) => !toErase.includes(row))
  await followReviews(scope, [...others, ...stillThere])
  const gathered = await gatherPeople(scope, [...others, ...stillThere])
  const { strangers } = gathered
  const { people, leftOvers } = await lookAtPeople(scope, gathered.people)
  const { apart, present } = await splitApart(scope, await rejoin(scope, await followMerges(scope, people)))
  const entered = await enterPeople(scope, present)
  const moved = await followConversions(scope, entered.linked)
  const batch = inBatch(scope)
  const heard = await returnPeople(scope, await judgeHandoffs(scope, await takeFeedback(scope, moved)))
  const agreed = heard.map((person) => withAgreed(scope, person, leftOvers))
  const applied = await withCompanies(scope, await applyPeople(batch, agreed, leftOvers))
  const history = [...(await earlierHistory(scope, applied)), ...(await tasksOfPeople(scope, applied))]
  const alike = await alikeLater(scope, moved, entered.found)
  await scope.store.transaction(async (tx) => {
    const leaving = apart.flatMap(({ link, joinedTo }) => [link.id, ...(joinedTo === null ? [] : [joinedTo.id])])
    await holdLeads(scope, tx, [...leaving, ...followedLeads(applied)])
    const results = await withoutOvertaken(scope, tx, applied)
    const unfinished = new Set<string>(results.flatMap((r) => (r.agreed ? [] : [r.person.link.id])))
    const isFinished = (subject: string): boolean => !unfinished.has(subject)
    await settleLeftOvers(scope, tx, leftOvers, isFinished)
    const taken = await batch.writes.remember(tx, isFinished)
    await remember(scope, tx, results, taken)
    for (const { stream, ids } of history)
      if (ids.length > 0) await tx.inbox.add(scope.connection.id, stream, ids, 'person linked', scope.clock.now())
    await takeApart(scope, tx, apart)
    const settled = [
      { rows: strangers, verdict: DONE },
      ...apart.map(settleApart),
      ...entered.settled.map(({ person, verdict }) => ({ rows: person.rows, verdict })),
      ...results.map(({ person, verdict, journal }) => ({
        rows: person.rows,
        verdict,
        wrote: journal.length > 0,
        subject: { ...CONTACTS, recordId: person.contact.id },
      })),
    ]
    await listPairs(scope, tx, [...entered.found, ...alike.pairs], results)
    await restAgain(scope, tx, alike)
    await rememberFields(
      scope,
      tx,
      results.flatMap(({ fields, agreed: isAgreed }) =>
        fields === undefined ? [] : [{ ...fields, agreed: isAgreed }],
      ),
    )
    await settleRows(scope, tx, settled)
    await tx.inbox.knows(scope.connection.id, versionsOf(entered.settled, results), scope.clock.now())
    await tx.counters.add(scope.connection.id, { 'defaults-used': defaultsUsed(results) }, scope.clock.now())
    await alongside(tx, { results, settled, ignored: entered.ignored })
  })
}

/**
 * Somebody else may have worked on a person since this batch read them: a backfill beside the live sync, a worker that was thought
 * dead. What was written was written; what both sides agree on is left as the other found it, and the person is looked at again.
 */
async function withoutOvertaken(
  scope: Scope,
  tx: Store,
  results: readonly PersonResult[],
): Promise<readonly PersonResult[]> {
  const changed = results.filter((r) => !isSameLink(r.link, storedLink(r.person)))
  if (changed.length === 0) return results
  const overtaken = await tx.links.movedSince(
    scope.connection.id,
    changed.map(({ person }) => storedLink(person)),
  )
  if (overtaken.size === 0) return results
  const isOvertaken = ({ link }: PersonResult): boolean => overtaken.has(link.id)
  const contacts = results.filter(isOvertaken).map(({ person }) => person.contact.id)
  await tx.inbox.add(scope.connection.id, CONTACTS, contacts, 'changed while it was worked on', scope.clock.now())
  return results.map((r) =>
    isOvertaken(r) ? { ...r, link: storedLink(r.person), unfinished: true, agreed: false } : r,
  )
}

/** Pairs that a person has to decide about. */
async function listPairs(
  scope: Scope,
  tx: Store,
  found: Entered['found'],
  results: readonly PersonResult[],
): Promise<void> {
  const all = [...found, ...results.flatMap(({ person }) => person.found ?? [])]
  if (all.length === 0) return
  await tx.reviews.add(
    scope.connection.id,
    all.map((pair) => ({ ...pair, id: scope.newId() })),
    scope.clock.now(),
  )
}

/** What was read and what was written, the latter last. People who are looked at again anyway stay news. */
function versionsOf(settled: Entered['settled'], results: readonly PersonResult[]): readonly KnownVersion[] {
  const finished = results.filter(({ unfinished }) => !unfinished)
  const seen = [...settled, ...finished].flatMap(({ person }) => asRead(person))
  return [...seen, ...finished.flatMap(({ known }) => known)]
}

function asRead({ contact, rawContact, contactBy, record, recordBy }: Person): readonly KnownVersion[] {
  const versions: KnownVersion[] = []
  if (contact !== null && rawContact !== null && contactBy === 'read')
    versions.push(versionOf('hubspot', { ...contact, values: rawContact }))
  if (record !== null && recordBy === 'read') versions.push(versionOf('salesforce', record))
  return versions
}

const defaultsUsed = (results: readonly PersonResult[]): number =>
  results.reduce((sum, result) => sum + (result.defaultsUsed ?? 0), 0)

/** Lead conversion is one event: the link moves to the contact, with base, clocks and history; the lead's id stays an alias. */
async function followConversions(scope: Scope, people: readonly LinkedPerson[]): Promise<readonly LinkedPerson[]> {
  const moved = people.map((person): LinkedPerson => {
    if (person.convertedFrom === null || person.record === null) return person
    return { ...person, link: { ...person.link, salesforceObject: 'Contact', salesforceId: person.record.id } }
  })
  const converted = moved.filter((person) => person.convertedFrom !== null)
  if (converted.length > 0) {
    await scope.store.transaction(async (tx) => {
      await tx.links.save(
        scope.connection.id,
        converted.map((person) => person.link),
      )
      await tx.links.addAliases(
        scope.connection.id,
        converted.map(({ link, convertedFrom }) => ({
          side: 'salesforce' as const,
          recordId: convertedFrom ?? '',
          linkId: link.id,
          kind: 'person' as const,
        })),
      )
      await tx.journal.append(
        scope.connection.id,
        converted.map((person) => conversionRow(scope, person)),
      )
    })
  }
  return moved
}

const conversionRow = (scope: Scope, person: LinkedPerson): JournalRow => ({
  at: scope.clock.now(),
  linkId: person.link.id,
  side: 'salesforce',
  object: 'Contact',
  recordId: person.link.salesforceId ?? '',
  action: 'link',
  changes: [
    {
      field: 'Id',
      from: person.convertedFrom,
      to: person.link.salesforceId,
      rule: 'conversion',
      because: 'lead converted',
      winner: 'salesforce',
    },
  ],
  configVersion: scope.configVersion,
  cause: 'lead converted',
})

async function remember(
  scope: Scope,
  tx: Store,
  results: readonly PersonResult[],
  taken: readonly WriteIntent[],
): Promise<void> {
  const { id } = scope.connection
  await tx.links.save(
    id,
    results.filter((r) => !isSameLink(r.link, storedLink(r.person))).map((r) => r.link),
  )
  const rows = results.flatMap((r) => r.journal)
  await tx.journal.append(id, taken.length === 0 ? rows : await withoutTold(scope, tx, rows, taken))
  await rememberHandoffs(scope, tx, results)
  // Touches are read from the contact: news from Salesforce alone leaves them as they are.
  const people = results
    .map((r) => r.person)
    .filter((p) => p.firstMeeting || p.rows.some((row) => row.side === 'hubspot'))
  await rememberTouches(scope, tx, people)
  const opportunities = results.flatMap((r) => r.opportunities)
  if (opportunities.length > 0)
    await tx.inbox.add(id, OPPORTUNITIES, opportunities, 'opened from a HubSpot stage', scope.clock.now())
}
