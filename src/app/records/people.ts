import type { Link } from '#domain/identity/link.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { PersonResult } from '../people/unit.ts'
import { HUBSPOT_TASKS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { verdictOf } from '../settle-outcomes.ts'

/** HubSpot's property that names the primary company of a contact; it cannot be written, an association sets it. */
const PRIMARY_COMPANY = 'associatedcompanyid'

interface Joining {
  readonly result: PersonResult
  readonly operation: WriteOperation
}

/**
 * People whose Contact belongs to a linked account belong to its company in HubSpot, by first choice. A Contact without an account
 * gets that of the contact's primary company; one that has an account is never moved.
 * @returns the results, with what was joined in their journal and what came to grief in their verdict.
 */
export async function withCompanies(scope: Scope, results: readonly PersonResult[]): Promise<readonly PersonResult[]> {
  if (!scope.config.pairs['company-account'].enabled) return results
  const contacts = results.filter(({ link }) => link.state === 'active' && link.salesforceObject === 'Contact')
  if (contacts.length === 0) return results
  const { links } = scope.store
  const { id } = scope.connection
  const byAccount = await links.bySalesforceIds(
    id,
    'company',
    contacts.flatMap((one) => accountOf(one) ?? []),
  )
  const byCompany = await links.byHubspotIds(
    id,
    'company',
    contacts.flatMap((one) => (accountOf(one) === null ? (companyOf(one) ?? []) : [])),
  )
  const toCompany = contacts.flatMap((result): Joining[] => {
    const company = active(byAccount.get(accountOf(result) ?? ''))?.hubspotId ?? null
    if (company === null || company === companyOf(result)) return []
    return [{ result, operation: joinCompany(result.link, company) }]
  })
  const toAccount = await withoutAccount(
    scope,
    contacts.flatMap((result): Joining[] => {
      const account =
        accountOf(result) === null ? (active(byCompany.get(companyOf(result) ?? ''))?.salesforceId ?? null) : null
      return account === null ? [] : [{ result, operation: joinAccount(result.link, account) }]
    }),
  )
  const outcomes = new Map([...(await write(scope.salesforce, toAccount)), ...(await write(scope.hubspot, toCompany))])
  return results.map((result) => {
    const joining = [...toAccount, ...toCompany].find((one) => one.result === result)
    const outcome = outcomes.get(result.link.id)
    return joining === undefined || outcome === undefined ? result : withOutcome(scope, joining, outcome)
  })
}

const active = (link: Link | undefined): Link | undefined => (link?.state === 'active' ? link : undefined)
const accountOf = ({ person }: PersonResult): string | null =>
  person.record?.object === 'Contact' ? (person.record.values['AccountId'] ?? null) : null
const companyOf = ({ person }: PersonResult): string | null => person.contact.values[PRIMARY_COMPANY] ?? null

const joinCompany = (link: Link, company: string): WriteOperation => ({
  kind: 'associate',
  traceId: link.id,
  from: { object: 'contacts', id: link.hubspotId ?? '' },
  to: { object: 'companies', id: company },
  primary: 'primary',
})
const joinAccount = (link: Link, account: string): WriteOperation => ({
  kind: 'update',
  traceId: link.id,
  object: 'Contact',
  id: link.salesforceId ?? '',
  values: { AccountId: account },
})

/** Asked again just before the write: somebody may have chosen an account since. */
async function withoutAccount(scope: Scope, joining: readonly Joining[]): Promise<readonly Joining[]> {
  if (joining.length === 0) return []
  const ids = joining.flatMap(({ result }) => result.link.salesforceId ?? [])
  const read = await scope.salesforce.read({ object: 'Contact', ids, fields: ['AccountId'] })
  const blank = new Set(
    read.filter((record: RemoteRecord) => (record.values['AccountId'] ?? null) === null).map((r) => r.id),
  )
  return joining.filter(({ result }) => blank.has(result.link.salesforceId ?? ''))
}

async function write(
  connector: Scope['salesforce'],
  joining: readonly Joining[],
): Promise<readonly (readonly [string, ItemOutcome])[]> {
  if (joining.length === 0) return []
  const outcomes = await connector.write(joining.map(({ operation }) => operation))
  return outcomes.map((outcome) => [outcome.traceId, outcome] as const)
}

function withOutcome(scope: Scope, { result, operation }: Joining, outcome: ItemOutcome): PersonResult {
  const { person, link } = result
  if (!outcome.ok) {
    const verdict = result.verdict.kind === 'done' ? verdictOf(outcome.error, person.rows, link.id) : result.verdict
    return { ...result, verdict }
  }
  const base = {
    at: scope.clock.now(),
    linkId: link.id,
    configVersion: scope.configVersion,
    cause: person.rows[0]?.cause ?? 'changed',
  }
  const change = { rule: 'company', because: 'company linked', winner: 'tandem' as const }
  const row: JournalRow =
    operation.kind === 'associate'
      ? {
          ...base,
          side: 'hubspot',
          object: 'contacts',
          recordId: link.hubspotId ?? '',
          action: 'associate',
          changes: [{ ...change, field: 'companies', from: companyOf(result), to: operation.to.id }],
        }
      : {
          ...base,
          side: 'salesforce',
          object: 'Contact',
          recordId: outcome.id,
          action: 'update',
          changes: [
            {
              ...change,
              field: 'AccountId',
              from: null,
              to: 'values' in operation ? (operation.values['AccountId'] ?? null) : null,
            },
          ],
        }
  return { ...result, journal: [...result.journal, row] }
}

/** Tasks that marketing set for people who were linked just now: they were nobody's news when they were captured. */
export async function tasksOfPeople(
  scope: Scope,
  results: readonly PersonResult[],
): Promise<readonly { readonly stream: Stream; readonly ids: readonly string[] }[]> {
  if (!scope.config.pairs['task-task'].enabled) return []
  const met = results.filter(({ person, link }) => person.firstMeeting && link.state === 'active')
  if (met.length === 0) return []
  const related = await scope.hubspot.related({
    from: 'contacts',
    ids: met.map(({ person }) => person.contact.id),
    to: 'tasks',
  })
  return [{ stream: HUBSPOT_TASKS, ids: related.flatMap((one) => one.related) }]
}
