import type { CostLine } from '#domain/attribution/cost-line.ts'
import { convertOn } from '#domain/attribution/rates.ts'
import { nameKey } from '#domain/attribution/name-key.ts'
import { nameResolver, withNearest } from '#domain/attribution/spend-file/campaign-names.ts'
import type { SuggestedCampaign } from '#domain/attribution/spend-file/campaign-names.ts'
import type { SpendColumns } from '#domain/attribution/spend-file/columns.ts'
import type { RejectedLine } from '#domain/attribution/spend-file/paid-once.ts'
import { readSpendFile } from '#domain/attribution/spend-file/read-spend-file.ts'
import type { FileRow, SpendFile, SpendFileOptions } from '#domain/attribution/spend-file/read-spend-file.ts'
import { UsageError } from '#domain/errors.ts'
import type { StoredCostLine } from '#ports/store/costs.ts'
import { type Counting, importEffect, type ImportEffect } from './costs/import-effect.ts'
import type { Scope } from './scope.ts'

/** A file whose header was found. */
export interface CostsFile {
  readonly name: string
  /** SHA-256 of its bytes, hex. */
  readonly checksum: string
  readonly columns: SpendColumns
  readonly rows: readonly FileRow[]
}

export interface ImportOptions extends Pick<SpendFileOptions, 'decimal' | 'dates'> {
  /** Of amounts that name none; null: the connection's. */
  readonly currency: string | null
  /** By what costs count, to say which currencies have no rate and how the sum of spend changes; absent: that is not asked. */
  readonly counting?: Counting
  /** `rehearse` tells what would become of the file and writes nothing. */
  readonly mode: 'save' | 'rehearse'
}

export interface CorrectedCost {
  readonly line: number
  readonly was: StoredCostLine
  readonly is: CostLine
}

/** A name that is neither HubSpot's or Salesforce's nor that of any touch: its costs meet no lead. */
export interface CampaignOfNobody extends SuggestedCampaign {
  /** An earlier file had it as well. */
  readonly importedBefore: boolean
}

export interface SpendSum {
  readonly campaign: string | null
  readonly currency: string
  readonly rows: number
  readonly amountMinor: bigint
}

/** Every row of the file is counted in exactly one of these; `unknown` warns about rows that were taken. */
export interface CostsImport extends Omit<SpendFile, 'costs' | 'unknown'> {
  readonly unknown: readonly CampaignOfNobody[]
  /** What counts as spent without the file and with it; null: it was not asked. */
  readonly effect: ImportEffect | null
  readonly rows: number
  /** Days and months that were not known before. */
  readonly accepted: number
  /** As they were known. */
  readonly unchanged: number
  /** Known with another amount: the new one counts, the former is kept as a version. */
  readonly corrected: readonly CorrectedCost[]
  readonly rejected: readonly RejectedLine[]
  /** Of the rows that are taken those below 0: credit notes and corrections, or a sign that was not meant. */
  readonly negative: readonly { readonly line: number; readonly cost: CostLine }[]
  /** Currencies of rows for whose day there is no rate: these rows count for nothing until there is. */
  readonly withoutRate: readonly string[]
  /** Of accepted, unchanged and corrected rows, by currency and campaign. */
  readonly sums: readonly SpendSum[]
}

/**
 * Takes the costs of a file over. A day that was imported before gets the amount of this file as a new version, so the trailing
 * days that ad platforms correct can be imported again and again. What is not in the file stays as it is.
 * @throws UsageError when nothing of the file can be read as it is, with what to pass.
 */
export async function importCosts(
  scope: Pick<Scope, 'store' | 'connection' | 'clock' | 'newId'>,
  file: CostsFile,
  options: ImportOptions,
): Promise<CostsImport> {
  const { report, known } = await scope.store.transaction(async (tx) => {
    // Two files that are imported at one time follow each other.
    await tx.costs.lock(scope.connection.id)
    const compared = await readAgainst({ ...scope, store: tx }, file, options)
    if (options.mode === 'save') await keep({ ...scope, store: tx }, file, compared.costs, compared.report)
    return compared
  })
  // Names are compared when nobody waits for the lines any more.
  return { ...report, unknown: withNearest(report.unknown, known) }
}

interface Compared {
  readonly costs: readonly CostLine[]
  readonly report: Omit<CostsImport, 'unknown'> & { readonly unknown: readonly Omit<CampaignOfNobody, 'nearest'>[] }
  /** Names of campaigns, also those that only files have. */
  readonly known: readonly string[]
}

async function readAgainst(
  { store, connection }: Pick<Scope, 'store' | 'connection'>,
  file: CostsFile,
  options: ImportOptions,
): Promise<Compared> {
  const all = await store.costs.current(connection.id)
  const stored = all.filter(({ source }) => source === 'import')
  const campaigns = await store.campaigns.list(connection.id)
  const ofCrms = [...campaigns.map(({ name }) => name), ...namesOf(all.filter(({ source }) => source !== 'import'))]
  const known = [...new Set([...ofCrms, ...namesOf(stored)])]
  const read = readSpendFile(file.columns, file.rows, {
    currency: options.currency ?? connection.currency,
    decimal: options.decimal,
    dates: options.dates,
    campaigns: known,
    stored,
  })
  if (!read.ok) throw new UsageError(`${file.name} was not imported: ${read.reason}; ${read.remedy}`)
  const { costs, ...rest } = read.file
  const before = new Map(stored.map((line) => [line.key, line]))
  const corrected = costs.flatMap(({ line, cost }): CorrectedCost[] => {
    const was = before.get(cost.key)
    return was === undefined || was.amountMinor === cost.amountMinor ? [] : [{ line, was, is: cost }]
  })
  const accepted = costs.filter(({ cost }) => !before.has(cost.key)).length
  const lines = costs.map(({ cost }) => cost)
  const unchanged = costs.length - accepted - corrected.length
  const { counting } = options
  const isWorthless = (cost: CostLine): boolean =>
    counting !== undefined && convertOn(cost, connection.currency, counting.rates, cost.untilOn).amountMinor === null
  const { unknown, touched } = await unknownTo({ store, connection }, lines, { ofCrms, stored })
  const withoutRate = [...new Set(lines.filter(isWorthless).map(({ currency }) => currency))].toSorted()
  const { currency } = connection
  return {
    known: [...new Set([...known, ...touched])],
    costs: lines,
    report: {
      ...rest,
      unknown,
      effect: counting === undefined ? null : importEffect({ currency, ...counting }, campaigns, all, lines),
      rows: file.rows.length,
      accepted,
      unchanged,
      corrected,
      negative: costs.filter(({ cost }) => cost.amountMinor < 0n).map(({ line, cost }) => ({ line, cost })),
      sums: sumsOf(lines),
      withoutRate,
    },
  }
}

/** Campaigns that no CRM tells of and no touch names: mistyped, or of people whom Tandem does not know. */
async function unknownTo(
  { store, connection }: Pick<Scope, 'store' | 'connection'>,
  lines: readonly CostLine[],
  names: { readonly ofCrms: readonly string[]; readonly stored: readonly StoredCostLine[] },
) {
  const strange = nameResolver(names.ofCrms).unknownOf(lines.map(({ campaign }) => campaign))
  // Touches are many: they are asked only when something is not known otherwise.
  const touched = strange.length === 0 ? [] : await store.touches.campaigns(connection.id)
  const keys = new Set(touched.map(nameKey))
  const before = new Set(namesOf(names.stored))
  const unknown = strange
    .filter(({ campaign }) => !keys.has(nameKey(campaign)))
    .map((one) => ({ ...one, importedBefore: before.has(one.campaign) }))
  return { unknown, touched }
}

/** A file that brings nothing new leaves no trace. */
async function keep(
  { store, connection: { id }, clock, newId }: Pick<Scope, 'store' | 'connection' | 'clock' | 'newId'>,
  file: CostsFile,
  costs: readonly CostLine[],
  report: Compared['report'],
): Promise<void> {
  const accepted = report.accepted + report.corrected.length
  if (accepted === 0) return
  const importId = newId()
  await store.imports.add(id, {
    id: importId,
    kind: 'costs',
    fileName: file.name,
    checksum: file.checksum,
    importedAt: clock.now(),
    rows: report.rows,
    accepted,
    unchanged: report.unchanged,
    rejected: report.rejected,
  })
  await store.costs.save(id, costs, clock.now(), importId)
}

/** Campaigns outside of HubSpot are known once they were imported. */
const namesOf = (stored: readonly StoredCostLine[]): readonly string[] =>
  stored.flatMap(({ campaign }) => campaign ?? [])

function sumsOf(costs: readonly CostLine[]): readonly SpendSum[] {
  const sums = Map.groupBy(costs, ({ currency, campaign }) => JSON.stringify([currency, campaign]))
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, same]) => {
      const [first] = same
      if (first === undefined) return []
      const amountMinor = same.reduce((sum, cost) => sum + cost.amountMinor, 0n)
      return [{ campaign: first.campaign, currency: first.currency, rows: same.length, amountMinor }]
    })
}
