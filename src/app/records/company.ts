import { toMinorHalfUp } from '#domain/money.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Values } from '#domain/mapping/value.ts'
import { companyPlain } from '#domain/objects/company-account.ts'
import { companyTotals, NOTHING_SOLD } from '#domain/plan/company-totals.ts'
import type { SoldFact } from '#domain/plan/company-totals.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import { CURRENCY } from '../fields-to-read.ts'
import type { Scope } from '../scope.ts'
import type { Association, LinkedUnit, PlainStory, UnitResult } from './unit.ts'

/** Why an account is looked at although it did not change itself. */
export const OUTCOME_CHANGED = 'outcome changed'

/** Companies and accounts: what was sold to them is told to HubSpot, and their people are people of the company there. */
export const companyStory: PlainStory = {
  pair: companyPlain,
  admit: async (_scope, units) => new Map(units.map((unit) => [unit, {}])),
  tells: tellCompanies,
  associates: joinTheirPeople,
  remembers: async () => undefined,
}

/** The account's id, and what its opportunities add up to whenever these may have changed. */
async function tellCompanies(scope: Scope, units: readonly LinkedUnit[]): Promise<ReadonlyMap<LinkId, Values>> {
  const counting = units.filter((unit) => unit.firstMeeting || unit.rows.some((row) => row.cause !== 'changed'))
  const totals = await totalsOf(
    scope,
    counting.flatMap(({ salesforce }) => salesforce?.record.id ?? []),
  )
  const counted = new Set(counting)
  return new Map(
    units.flatMap((unit) => {
      const id = unit.salesforce?.record.id ?? ''
      if (id === '') return []
      const total = counted.has(unit) ? (totals.get(id) ?? NOTHING_SOLD) : {}
      return [[unit.link.id, { tandem_salesforce_id: id, ...total }] as const]
    }),
  )
}

/** All opportunities of the accounts, known to Tandem or not. */
async function totalsOf(scope: Scope, accounts: readonly string[]): Promise<ReadonlyMap<string, Values>> {
  if (accounts.length === 0) return new Map()
  const { store, connection, config } = scope
  const opportunities = await scope.salesforce.findBy({
    object: 'Opportunity',
    field: 'AccountId',
    values: accounts,
    fields: ['AccountId', 'Amount', 'IsWon', 'IsClosed', CURRENCY],
  })
  const ids = opportunities.map(({ id }) => id)
  const known = await store.opportunities.byIds(connection.id, ids)
  const attributed = await store.credits.byOpportunities(connection.id, config.attribution.defaultModel, ids)
  const byAccount = Map.groupBy(opportunities, ({ values }) => values['AccountId'] ?? '')
  return new Map(
    [...byAccount].map(([account, of]) => [
      account,
      companyTotals(
        connection.currency,
        of.map((record) =>
          soldBy(record, connection.currency, known.get(record.id), attributed.get(record.id) ?? null),
        ),
      ),
    ]),
  )
}

/** What is remembered says more: amounts are converted, refunds are told apart. Of others, foreign amounts are not added up. */
function soldBy(
  { values }: RemoteRecord,
  currency: string,
  known: StoredOpportunity | undefined,
  attributedMinor: bigint | null,
): SoldFact {
  const code = values[CURRENCY]?.toUpperCase() ?? null
  const amount = values['Amount'] ?? null
  const isOwn = code === null || code === currency.toUpperCase()
  const own = amount === null || !isOwn ? null : toMinorHalfUp(amount, currency)
  return {
    isWon: values['IsWon'] === 'true',
    isClosed: values['IsClosed'] === 'true',
    amountMinor: isOwn ? own : (known?.amountMinor ?? null),
    refundOf: known?.refundOf ?? null,
    refundedMinor: known?.refundedMinor ?? null,
    attributedMinor,
  }
}

/** Linked people of an account that was linked just now are people of its company in HubSpot, by first choice. */
async function joinTheirPeople(scope: Scope, results: readonly UnitResult[]): Promise<readonly Association[]> {
  const met = results.filter(
    ({ unit, link }) => unit.firstMeeting && link.hubspotId !== null && link.salesforceId !== null,
  )
  const ids = met.flatMap(({ link }) => link.salesforceId ?? [])
  if (ids.length === 0) return []
  const contacts = await scope.salesforce.related({ from: 'Account', ids, to: 'Contact' })
  const people = await scope.store.links.bySalesforceIds(
    scope.connection.id,
    'person',
    contacts.flatMap(({ related }) => related),
  )
  const contactsOf = new Map(contacts.map(({ id, related }) => [id, related]))
  return met.flatMap(({ link }) =>
    (contactsOf.get(link.salesforceId ?? '') ?? []).flatMap((contactId): Association[] => {
      const person = people.get(contactId)
      if (person?.state !== 'active' || person.hubspotId === null) return []
      const from = { object: 'contacts', id: person.hubspotId }
      const to = { object: 'companies', id: link.hubspotId ?? '' }
      return [
        { link: link.id, side: 'hubspot', operation: { kind: 'associate', traceId: '', from, to, primary: 'primary' } },
      ]
    }),
  )
}
