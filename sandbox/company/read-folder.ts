import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { CompanyDataError, quoted } from './company-data-error.ts'
import type { CsvRow } from './csv-row.ts'
import { readCsvTable } from './csv-table.ts'
import {
  COMPANY_FILES,
  toCampaign,
  toCompany,
  toContact,
  toExistingContact,
  toExistingLead,
  toOwner,
  toReplay,
} from './folder-rows.ts'
import type { CompanyFile } from './folder-rows.ts'
import type { CampaignRow, CompanyData } from './types.ts'

type Tables = Readonly<Record<CompanyFile, readonly CsvRow[] | null>>

/** A row as read, with its line for messages that compare rows. */
interface Read<T> {
  readonly row: CsvRow
  readonly value: T
}

/**
 * A company from a folder of seven CSV files (the names are those of COMPANY_FILES). Reads everything, changes nothing.
 *
 * @throws CompanyDataError with every problem found: folder or file missing, column missing, cells that do not parse,
 * e-mails that meet after trimming and lower-casing, rows that name people who are in no file.
 */
export async function readCompanyFolder(dir: string): Promise<CompanyData> {
  const problems: string[] = []
  const tables = await readTables(dir, problems)
  const company = toCompanyData(basename(resolve(dir)), tables, problems)
  if (problems.length > 0) throw new CompanyDataError(problems)
  return company
}

async function readTables(dir: string, problems: string[]): Promise<Tables> {
  const found = await stat(dir).catch(() => null)
  if (found === null || !found.isDirectory()) {
    const what = found === null ? 'does not exist' : 'is not a folder'
    throw new CompanyDataError([
      `${dir} ${what}; give a folder with the files ${Object.keys(COMPANY_FILES).join(', ')}`,
    ])
  }
  const entries = await Promise.all(
    Object.keys(COMPANY_FILES).map(async (file) => [file, await readBytes(dir, file)] as const),
  )
  const tables = entries.map(([file, bytes]) => {
    if (typeof bytes === 'string') {
      problems.push(bytes)
      return [file, null]
    }
    return [file, readCsvTable(file, bytes, COMPANY_FILES[file as CompanyFile], problems)]
  })
  // Every key of COMPANY_FILES was read above, and nothing else.
  return Object.fromEntries(tables) as Tables
}

/** The bytes, or the problem. */
async function readBytes(dir: string, file: string): Promise<Uint8Array | string> {
  try {
    return await readFile(join(dir, file))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    if (code === 'ENOENT')
      return `${file} is missing in ${dir}; add it (a header line is enough where there are no rows)`
    return `${file} in ${dir} cannot be read (${code}); make it a readable file`
  }
}

function toCompanyData(name: string, tables: Tables, problems: string[]): CompanyData {
  const owners = read(tables['owners.csv'], toOwner)
  const companies = read(tables['hubspot.companies.csv'], toCompany)
  const campaigns = read(tables['hubspot.campaigns.csv'], toCampaign)
  const contacts = read(tables['hubspot.contacts.csv'], toContact)
  const existingLeads = read(tables['salesforce.existing_leads.csv'], toExistingLead)
  const existingContacts = read(tables['salesforce.existing_contacts.csv'], toExistingContact)
  const replay = read(tables['salesforce.replay.csv'], toReplay)

  for (const file of ['owners.csv', 'hubspot.campaigns.csv', 'hubspot.contacts.csv'] as const) {
    if (tables[file]?.length === 0) problems.push(`${file} has a header but no rows; add at least one`)
  }
  for (const rows of [owners, contacts, existingLeads, existingContacts, replay]) {
    refuseRepeats(rows, 'e-mail', (value: { email: string }) => value.email)
  }
  refuseRepeats(campaigns, 'campaign', (value) => value.name)
  refuseSecondCurrency(campaigns)

  const known = tables['owners.csv'] === null ? null : new Set(owners.map(({ value }) => value.email))
  const managers = owners.filter(({ value }) => value.role === 'manager')
  const managerEmails = known && new Set(managers.map(({ value }) => value.email))
  const people = tables['hubspot.contacts.csv'] === null ? null : new Set(contacts.map(({ value }) => value.email))
  refuseUnknown(owners, 'manager_email', (value) => value.managerEmail, managerEmails, 'manager of owners.csv')
  refuseUnknown(existingLeads, 'owner_email', (value) => value.ownerEmail, known, 'owner of owners.csv')
  refuseUnknown(existingContacts, 'owner_email', (value) => value.ownerEmail, known, 'owner of owners.csv')
  refuseUnknown(replay, 'rep_email', (value) => value.repEmail, known, 'owner of owners.csv')
  refuseUnknown(replay, 'email', (value) => value.email, people, 'contact of hubspot.contacts.csv')

  return {
    name,
    currency: campaigns[0]?.value.currency ?? '',
    owners: values(owners),
    companies: values(companies),
    campaigns: values(campaigns),
    contacts: values(contacts),
    existingLeads: values(existingLeads),
    existingContacts: values(existingContacts),
    replay: values(replay),
  }
}

function read<T>(rows: readonly CsvRow[] | null, toValue: (row: CsvRow) => T): Read<T>[] {
  return (rows ?? []).map((row) => ({ row, value: toValue(row) }))
}

function values<T>(rows: readonly Read<T>[]): T[] {
  return rows.map(({ value }) => value)
}

function refuseRepeats<T>(rows: readonly Read<T>[], what: string, keyOf: (value: T) => string): void {
  const firstLines = new Map<string, number>()
  for (const { row, value } of rows) {
    const key = keyOf(value)
    if (key === '') continue
    const earlier = firstLines.get(key)
    if (earlier === undefined) firstLines.set(key, row.line)
    else row.problem(`${what} ${quoted(key)} is already in line ${earlier}; keep one of the two`)
  }
}

/** `known` null: the file that would tell is itself unreadable, and its own problem is enough. */
function refuseUnknown<T>(
  rows: readonly Read<T>[],
  column: string,
  keyOf: (value: T) => string | null,
  known: ReadonlySet<string> | null,
  what: string,
): void {
  if (known === null) return
  for (const { row, value } of rows) {
    const key = keyOf(value)
    if (key !== null && key !== '' && !known.has(key)) {
      row.problem(`${column} ${quoted(key)} is no ${what}; add it there or correct it`)
    }
  }
}

function refuseSecondCurrency(rows: readonly Read<CampaignRow>[]): void {
  const first = rows[0]
  if (first === undefined) return
  for (const { row, value } of rows) {
    if (value.currency === first.value.currency) continue
    row.problem(
      `currency ${quoted(value.currency)} differs from ${quoted(first.value.currency)} in line ${first.row.line}; use one currency`,
    )
  }
}
