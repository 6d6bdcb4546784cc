import { logActivities } from './play/activities.ts'
import { findBuyers, opportunityNames } from './play/buyers.ts'
import type { Buyer } from './play/buyers.ts'
import { chunksOf } from './play/chunks.ts'
import { convertLeads } from './play/convert-leads.ts'
import { connectHubSpot } from './play/hubspot-client.ts'
import type { HubSpotClient, HubSpotLogin } from './play/hubspot-client.ts'
import { openDeals } from './play/opportunities.ts'
import type { DealToOpen } from './play/opportunities.ts'
import { connectSalesforce } from './play/salesforce-client.ts'
import type { SalesforceLogin } from './play/salesforce-client.ts'
import { gatherSalesTeam } from './play/sales-team.ts'
import type { SalesTeam } from './play/sales-team.ts'
import type { CompanyData, ReplayRow } from './types.ts'

const ROWS_AT_ONCE = 1_000
const OPENING_STAGE = 'salesqualifiedlead'
/** Stages before the opening one; later ones are never set back. */
const EARLIER_STAGES: ReadonlySet<string> = new Set(['', 'subscriber', 'lead', 'marketingqualifiedlead'])

export interface SalesPlay {
  readonly company: CompanyData
  readonly salesforce: SalesforceLogin
  readonly hubspot: HubSpotLogin
  /** Called after each part of the replay, counts in rows. */
  readonly progress?: (done: number, total: number) => void
}

export interface SalesReport {
  /** Rows for which something was done now. */
  readonly played: number
  /** Rows that were already as the replay says. */
  readonly skipped: number
  /** Rows whose buyer is neither a lead nor a contact in Salesforce. */
  readonly missing: number
  readonly passed: number
  readonly activities: number
  readonly converted: number
  readonly opportunities: number
  /** HubSpot contacts moved to the stage that opens an opportunity. */
  readonly stagesSet: number
  readonly calls: { readonly salesforce: number; readonly hubspot: number }
}

/** A row with its buyer found. */
interface Case {
  readonly row: ReplayRow
  readonly buyer: Buyer
  readonly repId: string
}

type Counts = Omit<SalesReport, 'calls'>

/**
 * Acts out what sales did, as any client of both public APIs would: passes each lead to its rep, logs the first activity at
 * its instant, converts the lead (or works on the contact that was there) and opens the opportunity as it ended.
 * Rows `opensByStage` get their HubSpot stage instead; `finishStageOpportunities` ends them later.
 *
 * Can be repeated: what is there already is not done again. (An opportunity is known by its contact role; a run that broke
 * off between the two opens it again.)
 * @throws SalesPlayerError, one line that names the call and the platform's first error.
 */
export async function playSales(play: SalesPlay): Promise<SalesReport> {
  const salesforce = await connectSalesforce(play.salesforce)
  const hubspot = connectHubSpot(play.hubspot)
  const team = await gatherSalesTeam(salesforce, play.company)
  const parts = chunksOf(play.company.replay, ROWS_AT_ONCE)
  let counts: Counts = {
    played: 0,
    skipped: 0,
    missing: 0,
    passed: 0,
    activities: 0,
    converted: 0,
    opportunities: 0,
    stagesSet: 0,
  }
  let done = 0
  for (const rows of parts) {
    counts = add(counts, await playPart(team, hubspot, rows))
    done += rows.length
    play.progress?.(done, play.company.replay.length)
  }
  return { ...counts, calls: { salesforce: salesforce.calls(), hubspot: hubspot.calls() } }
}

async function playPart(team: SalesTeam, hubspot: HubSpotClient, rows: readonly ReplayRow[]): Promise<Counts> {
  const cases = await findCases(team, rows)
  const toDo = await withoutFinished(team, cases)
  const passedTo = await passLeads(team, toDo)
  const activities = toDo.filter(({ row }) => row.firstActivityAt !== null)
  const logged = await logActivities(
    team.salesforce,
    activities.map(({ row, buyer, repId }) => ({ row, repId, whoId: whoIdOf(buyer) })),
  )
  const byStage = toDo.filter(({ row }) => row.opensByStage)
  const staged = await setOpeningStages(hubspot, byStage)
  const bySales = toDo.filter(({ row }) => !row.opensByStage && row.opportunityName !== null)
  const deals = await convertBuyers(team, bySales)
  await openDeals(team.salesforce, deals, team.form)
  const played = new Set([...passedTo, ...logged, ...staged, ...bySales].map(({ row }) => row.email))
  return {
    played: played.size,
    skipped: cases.length - played.size,
    missing: rows.length - cases.length,
    passed: passedTo.length,
    activities: logged.length,
    converted: bySales.filter(({ buyer }) => buyer.kind === 'lead').length,
    opportunities: deals.length,
    stagesSet: staged.length,
  }
}

async function findCases(team: SalesTeam, rows: readonly ReplayRow[]): Promise<Case[]> {
  const buyers = await findBuyers(
    team.salesforce,
    rows.map((row) => row.email),
  )
  return rows.flatMap((row) => {
    const buyer = buyers.get(row.email)
    return buyer === undefined ? [] : [{ row, buyer, repId: team.repIdOf(row) }]
  })
}

/** A buyer whose contact has an opportunity of the row's name has been played to the end. */
async function withoutFinished(team: SalesTeam, cases: readonly Case[]): Promise<Case[]> {
  const contactIds = cases.flatMap(({ buyer }) => (buyer.kind === 'contact' ? [buyer.contactId] : []))
  const names = await opportunityNames(team.salesforce, contactIds)
  return cases.filter(({ row, buyer }) => {
    if (buyer.kind === 'lead' || row.opportunityName === null) return true
    return !names.get(buyer.contactId)?.has(row.opportunityName)
  })
}

/** The lead first passes to the row's rep; contacts stay with their owner. */
async function passLeads(team: SalesTeam, cases: readonly Case[]): Promise<Case[]> {
  const passed = cases.filter(({ buyer, repId }) => buyer.kind === 'lead' && buyer.ownerId !== repId)
  await team.salesforce.update(
    'Lead',
    passed.map(({ buyer, repId }) => ({ Id: whoIdOf(buyer), OwnerId: repId })),
  )
  return passed
}

async function setOpeningStages(hubspot: HubSpotClient, cases: readonly Case[]): Promise<Case[]> {
  const contacts = await hubspot.readStages(cases.map(({ row }) => row.email))
  const early = contacts.filter(({ stage }) => EARLIER_STAGES.has(stage))
  await hubspot.setStage(
    early.map(({ id }) => id),
    OPENING_STAGE,
  )
  const emails = new Set(early.map(({ email }) => email.toLowerCase()))
  return cases.filter(({ row }) => emails.has(row.email))
}

/** Converts the leads among them, accounts by company name, and says for each what its opportunity hangs on. */
async function convertBuyers(team: SalesTeam, cases: readonly Case[]): Promise<DealToOpen[]> {
  const leads = cases.flatMap(({ row, buyer, repId }) => (buyer.kind === 'lead' ? [{ row, buyer, repId }] : []))
  await team.accounts.ensure(
    leads.map(({ row, buyer, repId }) => ({ name: buyer.company, repId, createdAt: row.opportunityCreatedAt ?? 0 })),
  )
  const accountIdOf = (company: string) => team.accounts.idOf(company) ?? ''
  const contactIds = await convertLeads(
    team.salesforce,
    leads.map(({ buyer, repId }) => ({
      leadId: buyer.leadId,
      accountId: accountIdOf(buyer.company),
      ownerId: repId,
    })),
    team.convertedStatus,
  )
  const contactOfLead = new Map(leads.map(({ buyer }, at) => [buyer.leadId, contactIds[at] ?? '']))
  return cases.map(({ row, buyer, repId }) =>
    buyer.kind === 'lead'
      ? { row, repId, contactId: contactOfLead.get(buyer.leadId) ?? '', accountId: accountIdOf(buyer.company) }
      : { row, repId, contactId: buyer.contactId, accountId: buyer.accountId },
  )
}

function whoIdOf(buyer: Buyer): string {
  return buyer.kind === 'lead' ? buyer.leadId : buyer.contactId
}

function add(a: Counts, b: Counts): Counts {
  return {
    played: a.played + b.played,
    skipped: a.skipped + b.skipped,
    missing: a.missing + b.missing,
    passed: a.passed + b.passed,
    activities: a.activities + b.activities,
    converted: a.converted + b.converted,
    opportunities: a.opportunities + b.opportunities,
    stagesSet: a.stagesSet + b.stagesSet,
  }
}
