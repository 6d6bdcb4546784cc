import type { CampaignCosts } from '#app/campaign-costs.ts'
import type { ImportEffect } from '#app/costs/import-effect.ts'
import type { CostsFile, CostsImport, SpendSum } from '#app/import-costs.ts'
import type { NotCountedWhy } from '#domain/attribution/counted-lines.ts'
import type { Days } from '#domain/attribution/days.ts'
import { formatMoney } from '#domain/money.ts'
import type { StoredCostLine } from '#ports/store/costs.ts'

type Mode = 'save' | 'rehearse'

/** Amounts in minor units of their currency. */
export function importJson(connection: string, file: CostsFile, report: CostsImport, mode: Mode) {
  return {
    connection,
    file: file.name,
    saved: mode === 'save',
    rows: report.rows,
    accepted: report.accepted,
    unchanged: report.unchanged,
    corrected: report.corrected.map(({ line, was, is }) => ({
      line,
      campaign: is.campaign,
      channel: is.channel,
      from: is.fromOn,
      until: is.untilOn,
      currency: is.currency,
      wasMinor: was.amountMinor,
      isMinor: is.amountMinor,
    })),
    rejected: report.rejected,
    repeated: report.repeated,
    totalsRows: report.totals,
    blankRows: report.blank,
    negative: report.negative.map(({ line, cost }) => ({
      line,
      campaign: cost.campaign,
      from: cost.fromOn,
      until: cost.untilOn,
      currency: cost.currency,
      amountMinor: cost.amountMinor,
    })),
    unknownCampaigns: report.unknown,
    withoutRate: report.withoutRate,
    effect: report.effect,
    sums: report.sums,
  }
}

/** Lines that are shown of each kind; --json shows all. */
const SHOWN = 20

export function importText(file: CostsFile, report: CostsImport, mode: Mode): string {
  const { rejected, corrected, unknown, repeated } = report
  return [
    `${file.name}: ${count(report.rows, 'row')}${mode === 'save' ? '' : ', nothing was written (--dry-run)'}`,
    `  accepted   ${report.accepted}`,
    `  corrected  ${corrected.length}`,
    `  unchanged  ${report.unchanged}`,
    `  rejected   ${rejected.length}`,
    ...some('repeated ', repeated.length, 'counted once'),
    ...some('totals   ', report.totals.length, 'rows of sums, left out'),
    ...some('blank    ', report.blank.length, ''),
    ...limited(rejected, ({ line, reason, remedy }) => `line ${line}: ${reason}; ${remedy}`),
    ...limited(
      corrected,
      ({ line, was, is }) =>
        `line ${line}: ${is.campaign ?? '(no campaign)'} ${daysOf(is)}: ${formatMoney(was.amountMinor, was.currency)} is now ${formatMoney(is.amountMinor, is.currency)}`,
    ),
    ...limited(
      unknown,
      ({ campaign, lines, nearest, importedBefore }) =>
        `warning: no campaign "${campaign}" is known (${count(lines, 'row')})${nearest === null ? '' : `; the nearest is "${nearest}"`}${importedBefore ? '; it was imported before' : ''}`,
    ),
    ...limited(
      report.negative,
      ({ line, cost }) =>
        `warning: line ${line}: ${cost.campaign ?? '(no campaign)'} ${daysOf(cost)}: ${formatMoney(cost.amountMinor, cost.currency)} lowers what was spent`,
    ),
    ...report.withoutRate.map(
      (currency) =>
        `warning: there is no rate of ${currency} for the days of some rows, which count for nothing until there is: add it to attribution.rates of the sync config`,
    ),
    ...report.sums.map(sumText),
    ...(report.effect === null ? [] : effectText(report.effect, mode)),
  ].join('\n')
}

const SOURCES = { import: 'imported earlier', hubspot: 'of HubSpot', salesforce: 'of Salesforce' } as const

function effectText({ currency, beforeMinor, afterMinor, displaced }: ImportEffect, mode: Mode): readonly string[] {
  const money = (minor: bigint): string => formatMoney(minor, currency)
  const verb = mode === 'save' ? 'is' : 'would be'
  return [
    ...displaced.map(
      ({ source, lines, days, amountMinor }) =>
        `${count(lines, 'line')} ${SOURCES[source]} (${count(days, 'day')}, ${money(amountMinor)}) ${lines === 1 ? verb : mode === 'save' ? 'are' : verb} replaced on these days`,
    ),
    `what counts as spent ${verb} ${money(afterMinor)}, it was ${money(beforeMinor)}: ${afterMinor < beforeMinor ? '' : '+'}${money(afterMinor - beforeMinor)}`,
  ]
}

const sumText = ({ campaign, currency, rows, amountMinor }: SpendSum): string =>
  `  ${formatMoney(amountMinor, currency).padStart(20)}  ${campaign ?? '(no campaign)'}, ${count(rows, 'row')}`

const some = (what: string, n: number, why: string): readonly string[] =>
  n === 0 ? [] : [`  ${what}  ${n}${why === '' ? '' : ` ${why}`}`]

function limited<T>(items: readonly T[], text: (item: T) => string): readonly string[] {
  const more = items.length - SHOWN
  return [...items.slice(0, SHOWN).map(text), ...(more > 0 ? [`... and ${more} more; --json lists all`] : [])]
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`
const daysOf = ({ fromOn, untilOn }: { readonly fromOn: string; readonly untilOn: string }): string =>
  fromOn === untilOn ? fromOn : `${fromOn} to ${untilOn}`

interface Shown {
  readonly costs: CampaignCosts
  /** Null: all. */
  readonly campaign: string | null
  readonly versions: readonly StoredCostLine[] | null
}

const lineJson = (line: Omit<StoredCostLine, 'channel'> & { readonly channel: string | null }) => ({
  campaign: line.campaign,
  channel: line.channel,
  source: line.source,
  from: line.fromOn,
  until: line.untilOn,
  amountMinor: line.amountMinor,
  currency: line.currency,
  version: line.version,
  recordedAt: new Date(line.recordedAt).toISOString(),
  note: line.note,
})

/**
 * Amounts in minor units: `amountMinor` (of the whole line) and `notCountedMinor` (of its `days`) in the line's currency,
 * `convertedMinor` (of its `days`) and `totalMinor` in the connection's.
 */
export function costsJson(connection: string, shown: Shown) {
  const { lines, unconverted, notCounted } = only(shown)
  return {
    connection,
    currency: shown.costs.currency,
    totalMinor: lines.reduce((sum, { convertedMinor }) => sum + convertedMinor, 0n),
    counted: lines.map((line) => ({
      ...lineJson(line),
      days: daysJson(line.days),
      convertedMinor: line.convertedMinor,
      rate: line.rate,
    })),
    unconverted: unconverted.map((line) => ({ ...lineJson(line), why: noRate(line) })),
    notCounted: notCounted.map(({ line, days, amountMinor, why }) => ({
      ...lineJson(line),
      days: daysJson(days),
      notCountedMinor: amountMinor,
      why: whyText(why),
    })),
    ...(shown.versions === null
      ? {}
      : {
          versions: shown.versions.map((line) => ({
            ...lineJson(line),
            key: line.key,
            supersededAt: line.supersededAt === null ? null : new Date(line.supersededAt).toISOString(),
          })),
        }),
  }
}

function only({ costs, campaign }: Shown) {
  const ours = (line: { readonly campaign: string | null }): boolean => campaign === null || line.campaign === campaign
  return {
    lines: costs.lines.filter(ours),
    unconverted: costs.unconverted.filter(ours),
    notCounted: costs.notCounted.filter(({ line }) => ours(line)),
  }
}

const daysJson = (days: readonly Days[]) => days.map(({ fromOn, untilOn }) => ({ from: fromOn, until: untilOn }))

/** Null: the days are all of the line. */
const partText = (line: Days, days: readonly Days[]): string | null =>
  days.length === 1 && days[0]?.fromOn === line.fromOn && days[0].untilOn === line.untilOn
    ? null
    : days.map(daysOf).join(' and ')

const noRate = ({ currency, untilOn }: StoredCostLine): string =>
  `no rate of ${currency} for ${untilOn}: add one to attribution.rates of the sync config`

const whyText = (why: NotCountedWhy): string =>
  why.kind === 'source-off'
    ? 'costs of this source are switched off (attribution.costs.sources)'
    : `${why.counts} knows what the campaign cost then, and goes before (attribution.costs.sources)`

export function costsText(shown: Shown): string {
  const { lines, unconverted, notCounted } = only(shown)
  const sum = lines.reduce((all, { convertedMinor }) => all + convertedMinor, 0n)
  const text = (line: Omit<StoredCostLine, 'channel'>): string =>
    `${formatMoney(line.amountMinor, line.currency).padStart(20)}  ${line.campaign ?? '(no campaign)'}, ${daysOf(line)}, ${line.source}`
  return [
    `Counted: ${formatMoney(sum, shown.costs.currency)} in ${count(lines.length, 'line')}`,
    ...lines.map((line) => {
      const part = partText(line, line.days)
      const counts = formatMoney(line.convertedMinor, shown.costs.currency)
      const converted = line.rate === null ? '' : `, by ${line.rate}${part === null ? ` ${counts}` : ''}`
      return `${text(line)}${converted}${part === null ? '' : `: ${counts} of it counts, on ${part}`}`
    }),
    ...titled('Not counted, because there is no rate:', unconverted, (line) => `${text(line)}: ${noRate(line)}`),
    ...titled('Not counted:', notCounted, ({ line, days, amountMinor, why }) => {
      const part = partText(line, days)
      const of = part === null ? '' : `${formatMoney(amountMinor, line.currency)} of it, on ${part}, as `
      return `${text(line)}: ${of}${whyText(why)}`
    }),
    ...titled(
      'Versions:',
      shown.versions ?? [],
      (line) =>
        `${text(line)}, version ${line.version} of ${line.key}, ${line.supersededAt === null ? 'counts' : `until ${new Date(line.supersededAt).toISOString()}`}`,
    ),
  ].join('\n')
}

const titled = <T>(title: string, items: readonly T[], text: (item: T) => string): readonly string[] =>
  items.length === 0 ? [] : ['', title, ...items.map(text)]
