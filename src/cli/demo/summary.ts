import { campaignFigures } from '#app/campaign-figures.ts'
import { readOverview } from '#app/read-overview.ts'
import { modelWords } from '#domain/attribution/model-words.ts'
import { formatMoney } from '#domain/money.ts'
import type { Scope } from '#app/scope.ts'

/** Title of the model by which the figures share out revenue. */
export function modelOfSummary({ config: { attribution } }: Scope): string {
  return modelWords(attribution.defaultModel, attribution).title
}

/** What `tandem demo --json` prints, with the keys that README names and no other; money in minor units. */
export interface DemoSummary {
  readonly handedOver: number
  /** People who were in Salesforce already and were linked instead of created. */
  readonly linked: number
  readonly won: number
  readonly lost: number
  readonly revenueMinor: bigint
  readonly currency: string
  readonly open: number
  /** Handed over, and nobody has answered. */
  readonly untouched: number
  readonly clocks: { readonly met: number; readonly breached: number; readonly running: number }
  readonly campaigns: readonly {
    readonly name: string
    readonly spendMinor: bigint
    readonly leads: number
    readonly cplMinor: bigint | null
    /** Whole deals, each under the campaign of its first touch; without a touch under that of the handover. */
    readonly won: number
    readonly revenueMinor: bigint
  }[]
  /** Calls made by Tandem in this run; those of whoever plays sales are not among them. */
  readonly apiCalls: { readonly hubspot: number; readonly salesforce: number }
  readonly journalRows: number
  readonly parked: number
  readonly durationMs: number
}

export async function summarise(scope: Scope, durationMs: number): Promise<DemoSummary> {
  const overview = await readOverview(scope)
  const { attribution } = scope.config
  const report = await campaignFigures(scope, attribution.defaultModel)
  const { clocks } = overview.summary
  const { unattributed } = report
  const rows =
    unattributed.leads > 0 || unattributed.revenueMinor !== 0n ? [...report.campaigns, unattributed] : report.campaigns
  return {
    handedOver: overview.summary.handedOver,
    linked: overview.summary.linked,
    won: overview.summary.won,
    lost: overview.summary.lost,
    revenueMinor: overview.summary.revenueMinor,
    currency: report.currency,
    open: overview.summary.open,
    untouched: overview.summary.untouched,
    clocks: {
      met: clocks.met,
      breached: clocks.breached + clocks.breached_completed,
      running: clocks.running + clocks.paused,
    },
    campaigns: rows.map(({ name, spendMinor, leads, cplMinor, won, revenueMinor }) => ({
      name,
      spendMinor,
      leads,
      cplMinor,
      won,
      revenueMinor,
    })),
    apiCalls: overview.apiCalls,
    journalRows: overview.journalRows,
    parked: Object.values(overview.parked).reduce((sum, n) => sum + n, 0),
    durationMs,
  }
}

/** The same for people, as a table. @param model title of the one by which revenue is shared out. */
export function summaryText(summary: DemoSummary, model: string): string {
  const { clocks, currency } = summary
  const decided = clocks.met + clocks.breached
  const share = (part: number): string => (decided === 0 ? 'n/a' : `${Math.round((100 * part) / decided)} %`)
  const head = [
    `Handed over        ${count(summary.handedOver)}   (${count(summary.linked)} were in Salesforce already and were linked)`,
    `Answered in time   ${count(clocks.met)}   ${share(clocks.met)} of ${count(decided)} decided`,
    `Breached           ${count(clocks.breached)}   ${share(clocks.breached)}`,
    `Untouched          ${count(summary.untouched)}   nobody has followed up, deadline passed or not`,
    `Still running      ${count(clocks.running)}`,
    `Won / lost / open  ${count(summary.won)} / ${count(summary.lost)} / ${count(summary.open)}`,
    `Wait for a person  ${count(summary.parked)}   records; the page Problems says why and what to do`,
    `Revenue            ${formatMoney(summary.revenueMinor, currency)}`,
    `API calls          ${count(summary.apiCalls.hubspot)} HubSpot, ${count(summary.apiCalls.salesforce)} Salesforce`,
    '',
    `Won by first touch: whole deals, each under the campaign of its first touch, or of the handover where no touch is known.`,
    `Revenue: shared out by the model ${model}, by which the pages share out won deals as well.`,
    '',
  ]
  return [...head, ...table(summary)].join('\n')
}

function table(summary: DemoSummary): readonly string[] {
  const money = (minor: bigint | null): string => (minor === null ? 'n/a' : formatMoney(minor, summary.currency))
  const rows = summary.campaigns.map((c) => [
    c.name,
    money(c.spendMinor),
    count(c.leads),
    money(c.cplMinor),
    count(c.won),
    money(c.revenueMinor),
  ])
  const all = [['Campaign', 'Spend', 'Leads', 'CPL', 'Won by first touch', 'Revenue'], ...rows]
  const widths = all[0]?.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0))) ?? []
  return all.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  )
}

const count = (n: number): string => n.toLocaleString('en-US')
