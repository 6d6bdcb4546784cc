import type { Express } from 'express'
import { campaignFigures } from '#app/campaign-figures.ts'
import { readOverview } from '#app/read-overview.ts'
import { cheapButBarren } from '#domain/attribution/cheap-but-barren.ts'
import { roundHalfUpDiv } from '#domain/money.ts'
import { formatInstant } from '#domain/time.ts'
import type { CampaignTable } from '#http/contract/campaigns.ts'
import type { Overview } from '#http/contract/overview.ts'
import { createHttpApp } from '#http/server.ts'
import type { HttpAppOptions } from '#http/server.ts'
import type { Tandem } from '../compose.ts'

type Settings = Pick<HttpAppOptions, 'accessToken' | 'staticDir'> & Partial<Pick<HttpAppOptions, 'log' | 'publicUrl'>>

/** The HTTP side of a running Tandem: use cases in, wire form out. */
export function httpAppOf(tandem: Tandem, settings: Settings): Express {
  return createHttpApp({
    ...settings,
    overview: () => overview(tandem),
    campaigns: (model) => campaigns(tandem, model),
    ready: async () => {
      await tandem.store.connections.list()
      return true
    },
  })
}

const instant = (at: number | null): string | null => (at === null ? null : formatInstant(at))

async function overview(tandem: Tandem): Promise<Overview> {
  const read = await readOverview(tandem.scope)
  const { clocks, ...summary } = read.summary
  return {
    generatedAt: formatInstant(read.generatedAt),
    connection: {
      id: read.connection.id,
      name: read.connection.name,
      state: read.connection.state,
      pausedReason: read.connection.pausedReason,
      currency: read.connection.currency,
    },
    health: {
      inbox: { ...read.inbox, oldestAt: instant(read.inbox.oldestAt) },
      parked: { total: Object.values(read.parked).reduce((sum, n) => sum + n, 0), byCode: { ...read.parked } },
      journalRows: read.journalRows,
      lastSyncAt: instant(tandem.lastCaptureAt()),
      apiCalls: read.apiCalls,
      jobs: await tandem.jobs.counts(),
    },
    handoff: {
      ...summary,
      breached: clocks.breached + clocks.breached_completed,
      running: clocks.running + clocks.paused,
      revenueMinor: summary.revenueMinor.toString(),
    },
    perDay: [...read.perDay],
  }
}

async function campaigns(tandem: Tandem, model: CampaignTable['model']): Promise<CampaignTable> {
  const report = await campaignFigures(tandem.scope, model)
  const barren = cheapButBarren(report.campaigns)
  const { leads, won, lost, open, revenueMinor } = report.unattributed
  return {
    model,
    currency: report.currency,
    rows: report.campaigns.map((row) => ({
      name: row.name,
      spendMinor: row.spendMinor.toString(),
      leads: row.leads,
      won: row.won,
      lost: row.lost,
      open: row.open,
      revenueMinor: row.revenueMinor.toString(),
      cplMinor: row.cplMinor?.toString() ?? null,
      // Two decimals are what is shown; the division is exact until then.
      roas: row.spendMinor === 0n ? null : Number(roundHalfUpDiv(row.revenueMinor * 10_000n, row.spendMinor)) / 10_000,
      costPerWonMinor: row.won === 0 ? null : roundHalfUpDiv(row.spendMinor, BigInt(row.won)).toString(),
      flag: barren.has(row.name) ? 'cheap-but-barren' : null,
    })),
    unattributed: { leads, won, lost, open, revenueMinor: revenueMinor.toString() },
  }
}
