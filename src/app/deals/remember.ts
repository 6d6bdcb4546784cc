import type { LinkId } from '#domain/ids.ts'
import { toMinorHalfUp } from '#domain/money.ts'
import { localDayBounds, parseInstant } from '#domain/time.ts'
import type { InboxRow, KnownVersion } from '#ports/store/inbox.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import { accountsOfPeople, tellCompanies } from '../records/outcomes.ts'
import { askForNewcomers } from '../people/ask-for-histories.ts'
import { settleLeftOvers, withoutTold } from '../intents/look.ts'
import type { LeftOvers } from '../intents/look.ts'
import type { BatchScope } from '../intents/write-batch.ts'
import { DEALS, OPPORTUNITIES } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { DONE, settleRows } from '../settle-outcomes.ts'
import type { SettledRows, Verdict } from '../settle-outcomes.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import { notOnDeal } from './associate.ts'
import { refundIn } from './refund.ts'
import { rememberOutcomes } from './remember-outcomes.ts'
import { ownMinorOf } from './own-currency.ts'
import type { Deal, DealResult } from './unit.ts'

export interface Worked {
  readonly strangers: readonly InboxRow[]
  /** Deleted in Salesforce. */
  readonly gone: readonly Deal[]
  /** Opportunities of nobody whom Tandem knows. */
  readonly unknown: readonly Deal[]
  readonly results: readonly DealResult[]
  /** Opportunities as they were read. */
  readonly read: readonly KnownVersion[]
  /** What became of writes that earlier batches left behind. */
  readonly leftOvers: LeftOvers
}

/** Keeps what sales made of every opportunity, whatever became of its deal, and has its people told, those it lost too. */
export async function rememberDeals(scope: BatchScope, worked: Worked): Promise<void> {
  const { strangers, gone, unknown, results, read, leftOvers } = worked
  const { id } = scope.connection
  const unfinished = new Set(results.flatMap(({ agreed, deal }) => (agreed ? [] : [deal.opportunityId])))
  const isFinished = (subject: string): boolean => !unfinished.has(subject)
  const accountsOfGone = await accountsOfPeople(scope, gone.flatMap(concerned))
  await scope.store.transaction(async (tx) => {
    await tx.links.save(
      id,
      results.flatMap((result) => result.link ?? []),
    )
    const looks = results.map((result) => ({ before: result.deal.before, now: toStored(scope, result) }))
    const stored = looks.map(({ now }) => now)
    const changed = await tx.opportunities.save(id, stored)
    await rememberOutcomes(scope, tx, looks)
    await askForNewcomers(
      scope,
      tx,
      stored.flatMap((opportunity) => (changed.has(opportunity.id) ? opportunity.people : [])),
    )
    await tx.opportunities.remove(
      id,
      gone.filter((deal) => deal.before !== null).map((deal) => deal.opportunityId),
    )
    await settleLeftOvers(scope, tx, leftOvers, isFinished)
    const rows = results.flatMap((result) => result.journal)
    const taken = await scope.writes.remember(tx, isFinished)
    await tx.journal.append(id, taken.length === 0 ? rows : await withoutTold(scope, tx, rows, taken))
    const told = [...gone, ...results.map((result) => result.deal).filter((deal) => changed.has(deal.opportunityId))]
    await tellHubspot(scope, tx, told.flatMap(concerned), 'outcome changed')
    await tellCompanies(scope, tx, [...[...told, ...unknown].flatMap(accountsOf), ...accountsOfGone])
    await settleRows(scope, tx, [
      { rows: strangers, verdict: DONE },
      ...[...gone, ...unknown].flatMap((deal) => settledOf(deal, DONE)),
      ...results.flatMap((result) => settledResult(scope, result)),
    ])
    const defaults = results.filter(({ verdict }) => verdict.kind === 'done')
    await tx.counters.add(
      id,
      { 'defaults-used': defaults.reduce((sum, { defaultsUsed = 0 }) => sum + defaultsUsed, 0) },
      scope.clock.now(),
    )
    await tx.inbox.knows(id, [...read, ...results.flatMap((result) => result.known)], scope.clock.now())
  })
}

/** The one it is of now, and the one it was of: what moved away counts there no more. */
const accountsOf = ({ record, before }: Deal): readonly (string | null)[] => [
  record?.values['AccountId'] ?? null,
  before?.accountId ?? null,
]

const concerned = (deal: Deal): readonly LinkId[] => [
  ...deal.people.map((person) => person.id),
  ...(deal.before?.people ?? []),
]

function settledResult(scope: Scope, { deal, link, mirror, verdict, journal }: DealResult): readonly SettledRows[] {
  const wrote = journal.length > 0
  const own = verdict.kind === 'done' && lacksRate(deal) ? foreignCurrency(scope, deal) : verdict
  if (mirror !== 'vanished') return settledOf(deal, own, wrote)
  const subject = { ...DEALS, recordId: link?.hubspotId ?? '' }
  const ofDeal = deal.rows.filter((row) => row.side === 'hubspot')
  const opportunity: SettledRows = {
    rows: deal.rows.filter((row) => row.side === 'salesforce'),
    verdict: own,
    subject: { ...OPPORTUNITIES, recordId: deal.opportunityId },
  }
  // Parked when it is found out and when somebody asks about the deal; not with every change of the opportunity.
  const heard = deal.link?.state === 'unlinked' && ofDeal.length === 0
  return heard ? [opportunity] : [opportunity, { rows: ofDeal, verdict: dealDeleted(link?.id ?? null), subject }]
}

/** The opportunity's own verdict; a deal that is there again is no problem any more. */
function settledOf(deal: Deal, verdict: Verdict, wrote = false): readonly SettledRows[] {
  const opportunity = { rows: deal.rows, verdict, wrote, subject: { ...OPPORTUNITIES, recordId: deal.opportunityId } }
  const hubspotId = deal.link?.state === 'unlinked' ? deal.link.hubspotId : null
  return hubspotId === null
    ? [opportunity]
    : [opportunity, { rows: [], verdict: DONE, subject: { ...DEALS, recordId: hubspotId } }]
}

const dealDeleted = (linkId: LinkId | null): Verdict => ({
  kind: 'park',
  code: 'DEAL_DELETED',
  message: 'The deal of a Salesforce opportunity was deleted in HubSpot',
  remedy:
    'Restore the deal in HubSpot (possible for 90 days) and retry, to go on with it. Otherwise nothing to do: no new deal is made, and the people still learn what becomes of the opportunity.',
  linkId,
})

const lacksRate = ({ foreign }: Deal): boolean =>
  foreign !== null && foreign.amountMinor !== null && foreign.rate === null

const foreignCurrency = (scope: Scope, { foreign, link }: Deal): Verdict => ({
  kind: 'park',
  code: 'FOREIGN_CURRENCY',
  message: `The opportunity is in ${foreign?.currency ?? ''}, this connection counts in ${scope.connection.currency}, and there is no rate for ${foreign?.day ?? ''}`,
  remedy: `Add a rate of ${foreign?.currency ?? ''} from ${foreign?.day ?? ''} or before to attribution.rates of the sync config. Until then its stage and outcome are told, and its amount is not counted.`,
  linkId: link?.id ?? null,
})

/**
 * The opportunity as Tandem remembers it. A close date has no time in Salesforce, so the whole of that day in the org's zone
 * counts: it closed at the last moment of it. The link is left out until all its people are on the deal, so that those who
 * are missing are tried again.
 */
export function toStored(scope: Scope, result: DealResult): StoredOpportunity {
  const { deal, link } = result
  const { record } = deal
  const { values } = record
  const isClosed = values['IsClosed'] === 'true'
  const isWon = values['IsWon'] === 'true'
  const amount = values['Amount'] ?? null
  const ownMinor = amount === null ? null : toMinorHalfUp(amount, scope.connection.currency)
  const created = values['CreatedDate'] ?? null
  const { payback, refunds } = scope.config.attribution
  const monthly = payback === null ? null : (values[payback.monthlyRevenueField] ?? null)
  return {
    id: record.id,
    linkId: link !== null && hasItsPeople(result) ? link.id : null,
    name: values['Name'] ?? '',
    stage: values['StageName'] ?? '',
    isClosed,
    isWon,
    amountMinor: deal.foreign === null ? ownMinor : deal.foreign.ownMinor,
    currency: scope.connection.currency,
    originalAmountMinor: deal.foreign === null ? ownMinor : deal.foreign.amountMinor,
    originalCurrency: deal.foreign?.currency ?? scope.connection.currency,
    rate: deal.foreign === null || deal.foreign.amountMinor === null ? null : deal.foreign.rate,
    accountId: values['AccountId'] ?? null,
    monthlyRevenueMinor: monthly === null ? null : ownMinorOf(monthly, deal.foreign, scope.connection.currency),
    ...refundIn(refunds, values, scope.connection.orgTimeZone, (text) =>
      ownMinorOf(text, deal.foreign, scope.connection.currency),
    ),
    createdAt: (created === null ? null : parseInstant(created)) ?? record.createdAt,
    closedAt: isClosed ? endOfDay(values['CloseDate'] ?? null, scope.connection.orgTimeZone) : null,
    lostReason: isClosed && !isWon ? (values[scope.config.lossReasonField] ?? null) : null,
    ownerId: values['OwnerId'] ?? null,
    contactSource: deal.contactSource,
    people: [...deal.people.map((person) => person.id), ...result.stillOn],
  }
}

const hasItsPeople = (result: DealResult): boolean =>
  result.mirror === 'kept' && (result.verdict.kind === 'done' || notOnDeal(result).length === 0)

const endOfDay = (date: string | null, timeZone: string): number | null =>
  date === null ? null : localDayBounds(date, timeZone).until - 1
