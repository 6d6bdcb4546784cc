import { roundHalfUpDiv } from '#domain/money.ts'
import type { CampaignRow } from '#ports/store.ts'
import type { Scope } from './scope.ts'

export interface CampaignFigures {
  readonly name: string
  readonly spendMinor: bigint
  readonly leads: number
  /** Spend per lead, rounded half up; null without leads. */
  readonly cplMinor: bigint | null
  readonly won: number
  readonly lost: number
  readonly open: number
  readonly revenueMinor: bigint
}

export interface CampaignReport {
  readonly currency: string
  /** By name; a campaign that leads name but HubSpot does not know has no spend. */
  readonly campaigns: readonly CampaignFigures[]
  /** Leads and revenue without a campaign. */
  readonly unattributed: CampaignFigures
}

/** What each campaign cost and what it brought, under one attribution model. */
export async function campaignFigures(
  scope: Pick<Scope, 'connection' | 'store'>,
  model: string,
): Promise<CampaignReport> {
  const { connection, store } = scope
  const rows = await store.reports.byCampaign(connection.id, model)
  const spend = new Map(
    (await store.campaigns.list(connection.id)).map((campaign) => [campaign.name, campaign.spendMinor]),
  )
  const byName = new Map(rows.filter((row) => row.campaign !== null).map((row) => [row.campaign ?? '', row]))
  const names = [...new Set([...spend.keys(), ...byName.keys()])].sort()
  return {
    currency: connection.currency,
    campaigns: names.map((name) => figures(name, spend.get(name) ?? 0n, byName.get(name))),
    unattributed: figures(
      '(unattributed)',
      0n,
      rows.find((row) => row.campaign === null),
    ),
  }
}

function figures(name: string, spendMinor: bigint, row: CampaignRow | undefined): CampaignFigures {
  const leads = row?.leads ?? 0
  return {
    name,
    spendMinor,
    leads,
    cplMinor: leads === 0 ? null : roundHalfUpDiv(spendMinor, BigInt(leads)),
    won: row?.won ?? 0,
    lost: row?.lost ?? 0,
    open: row?.open ?? 0,
    revenueMinor: row?.revenueMinor ?? 0n,
  }
}
