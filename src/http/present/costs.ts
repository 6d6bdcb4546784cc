import type { ImportEffect } from '#app/costs/import-effect.ts'
import type { CostsImport } from '#app/import-costs.ts'
import type { TouchesImport } from '#app/import-touches.ts'
import type { ListedCost } from '#app/list-costs.ts'
import type { ListedTouch, NewTouch, TouchesOfPerson } from '#app/list-touches.ts'
import { personName, personValue } from '#app/person-values.ts'
import type { SyncConfig } from '#domain/config.ts'
import { localDateOf } from '#domain/time.ts'
import {
  type CostLineItem,
  type CostsImportReply,
  LISTED_ROWS,
  type NewTouchItem,
  type TouchesImportReply,
  type TouchesReply,
} from '../contract/costs.ts'
import type { CsvFile } from '../contract/csv.ts'
import type { StoredCostLine } from '#ports/store/costs.ts'
import type { CostVersionItem } from '../contract/cost-versions.ts'
import { toInstantText, toInstantTextOrNull } from './instants.ts'

export const toCostLine = ({ line, countedMinor, rate, counts, why }: ListedCost): CostLineItem => ({
  key: `${line.source}:${line.key}`,
  campaign: line.campaign,
  channel: line.channel,
  source: line.source,
  from: line.fromOn,
  to: line.untilOn,
  amountMinor: String(line.amountMinor),
  currency: line.currency,
  countedMinor: String(countedMinor),
  rate,
  counts,
  why,
  version: line.version,
  recordedAt: toInstantText(line.recordedAt),
  note: line.note,
})

export const toCostVersion = (line: StoredCostLine): CostVersionItem => ({
  key: `${line.source}:${line.key}`,
  campaign: line.campaign,
  channel: line.channel,
  source: line.source,
  from: line.fromOn,
  to: line.untilOn,
  amountMinor: String(line.amountMinor),
  currency: line.currency,
  version: line.version,
  recordedAt: toInstantText(line.recordedAt),
  supersededAt: toInstantTextOrNull(line.supersededAt),
  note: line.note,
})

export const costsCsv = (lines: readonly CostLineItem[]): Pick<CsvFile, 'columns' | 'rows'> => ({
  columns: [
    'campaign',
    'channel',
    'source',
    'from',
    'to',
    'amountMinor',
    'currency',
    'countedMinor',
    'rate',
    'counts',
    'why',
    'recordedAt',
    'note',
  ],
  rows: lines.map((line) => ({
    ...line,
    amountMinor: BigInt(line.amountMinor),
    countedMinor: BigInt(line.countedMinor),
  })),
})

const listed = <T>(rows: readonly T[]): T[] => rows.slice(0, LISTED_ROWS)

export const toCostsImport = (fileName: string, report: CostsImport, saved: boolean): CostsImportReply => ({
  saved,
  fileName,
  rows: report.rows,
  accepted: report.accepted,
  unchanged: report.unchanged,
  corrected: listed(report.corrected).map(({ line, was, is }) => ({
    line,
    campaign: is.campaign,
    from: is.fromOn,
    to: is.untilOn,
    currency: is.currency,
    wasMinor: String(was.amountMinor),
    isMinor: String(is.amountMinor),
  })),
  rejected: listed(report.rejected).map(({ line, reason, remedy }) => ({ line, reason, remedy })),
  repeated: listed(report.repeated).map(({ line, of }) => ({ line, of })),
  totalsRows: report.totals.length,
  blankRows: report.blank.length,
  counts: {
    corrected: report.corrected.length,
    rejected: report.rejected.length,
    repeated: report.repeated.length,
    negative: report.negative.length,
    unknownCampaigns: report.unknown.length,
  },
  negative: listed(report.negative).map(({ line, cost }) => ({
    line,
    campaign: cost.campaign,
    from: cost.fromOn,
    to: cost.untilOn,
    currency: cost.currency,
    amountMinor: String(cost.amountMinor),
  })),
  unknownCampaigns: listed(report.unknown).map(({ campaign, lines, nearest, importedBefore }) => ({
    campaign,
    rows: lines,
    nearest,
    importedBefore,
  })),
  effect: report.effect === null ? null : toEffect(report.effect),
  withoutRate: [...report.withoutRate],
  sums: listed(report.sums).map((sum) => ({ ...sum, amountMinor: String(sum.amountMinor) })),
})

const toEffect = (effect: ImportEffect): NonNullable<CostsImportReply['effect']> => ({
  currency: effect.currency,
  beforeMinor: String(effect.beforeMinor),
  afterMinor: String(effect.afterMinor),
  displaced: effect.displaced.map((one) => ({ ...one, amountMinor: String(one.amountMinor) })),
  campaigns: listed(effect.campaigns).map(({ campaign, beforeMinor, afterMinor }) => ({
    campaign,
    beforeMinor: String(beforeMinor),
    afterMinor: String(afterMinor),
  })),
  changedCampaigns: effect.campaigns.length,
})

export const toTouchesImport = (fileName: string, report: TouchesImport, saved: boolean): TouchesImportReply => ({
  saved,
  fileName,
  rows: report.rows,
  accepted: report.accepted,
  unchanged: report.unchanged,
  joined: report.joined,
  waiting: report.waiting,
  people: report.people,
  rejected: listed(report.rejected).map(({ line, reason, remedy }) => ({ line, reason, remedy })),
  repeated: listed(report.repeated).map(({ line, of }) => ({ line, of })),
  blankRows: report.blank.length,
  counts: { rejected: report.rejected.length, repeated: report.repeated.length },
})

export const toTouches = (
  people: readonly TouchesOfPerson[],
  waiting: number,
  config: SyncConfig,
  zone: string,
): TouchesReply => ({
  people: people.map(({ link, leadSince, touches }) => ({
    link: link.id,
    name: personName(config, link.base) ?? personValue(config, link.base, 'email'),
    leadSince: toInstantTextOrNull(leadSince),
    touches: touches.map((one) => toTouch(one, zone)),
  })),
  waiting,
})

const toTouch = ({ touch, verdict }: ListedTouch, zone: string) => ({
  id: touch.id,
  at: toInstantText(touch.at),
  on: localDateOf(touch.at, zone),
  dayOnly: touch.dayOnly,
  channel: touch.channel,
  campaign: touch.campaign,
  detail: touch.detail,
  origin: touch.origin,
  verdict,
  evidence: touch.evidence.map(({ origin, source, record, says }) => ({ origin, source, record, says })),
})

export const toNewTouch = (one: NewTouch, config: SyncConfig, zone: string): NewTouchItem => ({
  ...toTouch(one, zone),
  link: one.touch.linkId,
  person: one.link === null ? null : (personName(config, one.link.base) ?? personValue(config, one.link.base, 'email')),
})
