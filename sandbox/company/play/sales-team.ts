import type { CompanyData, ReplayRow } from '../types.ts'
import { createAccountBook } from './accounts.ts'
import type { AccountBook } from './accounts.ts'
import { SalesPlayerError, textOf } from './http-call.ts'
import type { DealForm } from './opportunities.ts'
import { readDealForm } from './opportunities.ts'
import type { SalesforceClient } from './salesforce-client.ts'

/** What the sales team knows of its org before it starts. */
export interface SalesTeam {
  readonly salesforce: SalesforceClient
  readonly convertedStatus: string
  readonly form: DealForm
  readonly accounts: AccountBook
  /** User id of the row's rep. */
  repIdOf(row: ReplayRow): string
}

/** Throws SalesPlayerError also when a rep is no active user. */
export async function gatherSalesTeam(salesforce: SalesforceClient, company: CompanyData): Promise<SalesTeam> {
  const users = await salesforce.query('SELECT Id, Email FROM User WHERE IsActive = true')
  const ids = new Map(users.map((row) => [textOf(row, 'Email')?.toLowerCase() ?? '', textOf(row, 'Id') ?? '']))
  const statuses = await salesforce.query('SELECT ApiName FROM LeadStatus WHERE IsConverted = true ORDER BY SortOrder')
  const convertedStatus = statuses.map((row) => textOf(row, 'ApiName'))[0] ?? null
  if (convertedStatus === null) {
    throw new SalesPlayerError('sales player: Salesforce has no converted lead status; mark one in LeadStatus')
  }
  const stranger = company.replay.find((row) => !ids.has(row.repEmail))
  if (stranger !== undefined) {
    throw new SalesPlayerError(
      `sales player: Salesforce has no active user ${stranger.repEmail}; add the rep as a user`,
    )
  }
  return {
    salesforce,
    convertedStatus,
    form: await readDealForm(salesforce),
    accounts: createAccountBook(salesforce),
    repIdOf: (row) => ids.get(row.repEmail) ?? '',
  }
}
