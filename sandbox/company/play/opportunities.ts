import type { ReplayRow } from '../types.ts'
import { SalesPlayerError, textOf } from './http-call.ts'
import type { JsonRecord } from './http-call.ts'
import type { SalesforceClient } from './salesforce-client.ts'

const DAY = 86_400_000
/** Where the reason goes when the org has the field. */
const LOSS_REASON = 'Tandem_Loss_Reason__c'

/** What the org calls its stages, and where a loss reason can be kept. */
export interface DealForm {
  readonly won: string
  readonly lost: string
  /** Earliest first. */
  readonly open: readonly string[]
  readonly hasLossReason: boolean
}

export interface DealToOpen {
  readonly row: ReplayRow
  readonly repId: string
  readonly contactId: string
  readonly accountId: string | null
}

export async function readDealForm(salesforce: SalesforceClient): Promise<DealForm> {
  const rows = await salesforce.query(
    'SELECT ApiName, IsClosed, IsWon FROM OpportunityStage WHERE IsActive = true ORDER BY SortOrder',
  )
  const names = (fits: (row: JsonRecord) => boolean) => rows.filter(fits).flatMap((row) => textOf(row, 'ApiName') ?? [])
  const [won] = names((row) => row['IsWon'] === true)
  const [lost] = names((row) => row['IsClosed'] === true && row['IsWon'] !== true)
  const open = names((row) => row['IsClosed'] !== true)
  if (won === undefined || lost === undefined || open.length === 0) {
    throw new SalesPlayerError(
      'sales player: Salesforce lacks a won, a lost or an open stage; add it to OpportunityStage',
    )
  }
  return { won, lost, open, hasLossReason: (await salesforce.fieldNames('Opportunity')).has(LOSS_REASON) }
}

/** Opportunities with the buyer as primary contact, at their historical instants. */
export async function openDeals(
  salesforce: SalesforceClient,
  deals: readonly DealToOpen[],
  form: DealForm,
): Promise<void> {
  const records = deals.map(({ row, repId, accountId }) => ({
    Name: row.opportunityName,
    AccountId: accountId,
    OwnerId: repId,
    CreatedById: repId,
    CreatedDate: new Date(row.opportunityCreatedAt ?? 0).toISOString(),
    ...dealState(row, form),
  }))
  const ids = await salesforce.create('Opportunity', records)
  const roles = deals.map(({ contactId }, at) => ({
    OpportunityId: ids[at],
    ContactId: contactId,
    IsPrimary: true,
    Role: 'Decision Maker',
  }))
  await salesforce.create('OpportunityContactRole', roles)
}

/** Stage, close date, amount and reason as the row ends. An open deal is expected 90 days after it began. */
export function dealState(row: ReplayRow, form: DealForm): JsonRecord {
  const closesAt = row.closedAt ?? (row.opportunityCreatedAt ?? 0) + 90 * DAY
  const lost = row.outcome === 'lost'
  return {
    StageName: row.outcome === 'won' ? form.won : lost ? form.lost : openStageOf(row, form),
    CloseDate: new Date(closesAt).toISOString().slice(0, 10),
    ...(row.amount === null ? {} : { Amount: Number(row.amount) }),
    ...(lost && row.lostReason !== null && form.hasLossReason ? { [LOSS_REASON]: row.lostReason } : {}),
  }
}

/** Spread over the open stages, the same stage for the same buyer every time. */
function openStageOf(row: ReplayRow, { open }: DealForm): string {
  let sum = 7
  for (const letter of row.email) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521
  return open[sum % open.length] ?? ''
}
