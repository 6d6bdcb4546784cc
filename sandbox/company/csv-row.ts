import { quoted } from './company-data-error.ts'

const EMAIL = /^[^\s@]+@[^\s@]+$/
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,3})?)?Z$/
const DAY = /^\d{4}-\d\d-\d\d$/
const AMOUNT = /^\d+(\.\d{1,2})?$/

/**
 * One line of a CSV file. Each method reads a cell in one shape; a cell that does not fit adds a problem and gives a
 * harmless value, because the folder is refused as a whole when there is any problem.
 * Blank (empty or only spaces) is absent: null. Otherwise the text is as written.
 */
export class CsvRow {
  readonly line: number
  private readonly file: string
  private readonly cells: ReadonlyMap<string, string>
  private readonly problems: string[]

  constructor(file: string, line: number, cells: ReadonlyMap<string, string>, problems: string[]) {
    this.file = file
    this.line = line
    this.cells = cells
    this.problems = problems
  }

  problem(text: string): void {
    this.problems.push(`${this.file} line ${this.line}: ${text}`)
  }

  text(column: string): string | null {
    const value = this.cells.get(column) ?? ''
    return value.trim() === '' ? null : value
  }

  required(column: string): string {
    const value = this.text(column)
    if (value === null) this.problem(`${column} is blank; fill it in`)
    return value ?? ''
  }

  /** Trimmed and lower-cased, as HubSpot stores it; '' (with a problem) when blank or no address. */
  email(column: string): string {
    const value = this.required(column).trim().toLowerCase()
    if (value !== '' && !EMAIL.test(value)) this.problem(`${column} ${quoted(value)} is no e-mail address; correct it`)
    return value
  }

  optionalEmail(column: string): string | null {
    return this.text(column) === null ? null : this.email(column)
  }

  /** Epoch milliseconds. */
  instant(column: string): number | null {
    const value = this.text(column)?.trim() ?? null
    if (value === null) return null
    const at = INSTANT.test(value) ? Date.parse(value) : Number.NaN
    // Date.parse rolls 30 February over into March, so the day has to come back as it went in.
    if (!Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === value.slice(0, 10)) return at
    this.problem(`${column} ${quoted(value)} is no date-time; write it as 2017-03-11T19:10:52Z (UTC)`)
    return null
  }

  requiredInstant(column: string): number {
    if (this.required(column) === '') return 0
    return this.instant(column) ?? 0
  }

  /** A day such as 2017-03-11. */
  day(column: string): string | null {
    const value = this.text(column)?.trim() ?? null
    if (value === null) return null
    const at = DAY.test(value) ? Date.parse(value) : Number.NaN
    if (!Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === value) return value
    this.problem(`${column} ${quoted(value)} is no date; write it as 2017-03-11`)
    return null
  }

  /** Decimal string in major units, at most two decimals. */
  amount(column: string): string | null {
    const value = this.text(column)?.trim() ?? null
    if (value === null || AMOUNT.test(value)) return value
    this.problem(`${column} ${quoted(value)} is no amount; write it as 1250 or 1250.50, without sign or separators`)
    return null
  }

  requiredAmount(column: string): string {
    if (this.required(column) === '') return '0'
    return this.amount(column) ?? '0'
  }

  oneOf<const T extends string>(column: string, values: readonly [T, ...T[]]): T {
    const value = this.required(column).trim()
    const found = values.find((allowed) => allowed === value)
    if (found === undefined && value !== '') {
      this.problem(`${column} ${quoted(value)} is unknown; use one of ${values.join(', ')}`)
    }
    return found ?? values[0]
  }

  optionalOneOf<const T extends string>(column: string, values: readonly [T, ...T[]]): T | null {
    return this.text(column) === null ? null : this.oneOf(column, values)
  }
}
