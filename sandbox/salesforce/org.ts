import type { SandboxClock } from '../core/types.ts'
import { BulkJobs } from './bulk/jobs.ts'
import { campaignsAfter } from './campaign-totals.ts'
import type { ChangeOrigin } from './change-origin.ts'
import { makeId } from './ids.ts'
import { formatInstant, wholeSecond } from './instants.ts'
import { keyOfField } from './records/keys.ts'
import type { Row, Value } from './records/table.ts'
import { Table } from './records/table.ts'
import { Catalog } from './schema/catalog.ts'
import type { FieldDef } from './schema/fields.ts'
import { picklistOf } from './schema/fields.ts'
import { LEAD_STATUSES, OPPORTUNITY_STAGES, TASK_STATUSES } from './schema/statuses.ts'
import type { LeadStatus, OpportunityStage, TaskStatus } from './schema/statuses.ts'
import type { OrgSettings, SalesforceSettings } from './settings.ts'
import { orgSettings } from './settings.ts'
import { OrgRules } from './rules/org-rules.ts'
import { SignIns } from './rest/oauth/sign-ins.ts'
import { Sessions } from './sessions.ts'
import { ApiUsage } from './usage.ts'

/** A row that a transaction wrote or removed, as it was before. */
export interface CommittedChange {
  readonly table: Table
  readonly id: string
  readonly before: Row | undefined
}

/** Objects whose rows decide who sees which field. */
const PERMISSION_TABLES: ReadonlySet<string> = new Set([
  'User',
  'PermissionSet',
  'PermissionSetAssignment',
  'FieldPermissions',
  'ObjectPermissions',
  'RecordType',
])

/** The state of one simulated org: rows, fields, ids, sessions, API usage. */
export class Org {
  readonly clock: SandboxClock
  readonly settings: OrgSettings
  readonly leadStatuses: readonly LeadStatus[]
  readonly stages: readonly OpportunityStage[]
  readonly taskStatuses: readonly TaskStatus[]
  readonly catalog: Catalog
  readonly sessions: Sessions
  readonly signIns: SignIns
  /** Instant of the last change of fields or permissions: the Last-Modified of describes. */
  schemaChangedAt: number
  readonly usage: ApiUsage
  readonly bulk: BulkJobs
  readonly rules: OrgRules
  idCounters: Record<string, number> = {}
  readonly #tables = new Map<string, Table>()
  /** What the writes of now come from; null: the platform itself. */
  origin: ChangeOrigin | null = null
  /** Told of the changes of each transaction once it is committed. */
  onCommit: ((changes: readonly CommittedChange[]) => void) | null = null
  #undo: CommittedChange[] | null = null

  constructor(settings: SalesforceSettings) {
    this.clock = settings.clock
    this.settings = orgSettings(settings)
    this.sessions = new Sessions(this.settings.sessionTimeoutMinutes, () => this.clock.now())
    this.signIns = new SignIns(this.settings.connectedApps)
    this.leadStatuses = settings.leadStatuses ?? LEAD_STATUSES
    this.stages = settings.opportunityStages ?? OPPORTUNITY_STAGES
    this.taskStatuses = settings.taskStatuses ?? TASK_STATUSES
    this.schemaChangedAt = wholeSecond(settings.clock.now())
    this.usage = new ApiUsage(this.settings.dailyApiRequests, () => this.clock.now(), this.settings.perAppUsage)
    this.bulk = new BulkJobs(() => this.clock.now(), settings.bulk)
    this.rules = new OrgRules(this.settings.standardDuplicateRules)
    const marked = (entry: { label: string; isDefault?: boolean }) =>
      entry.isDefault ? `${entry.label}*` : entry.label
    this.catalog = new Catalog(
      (name) => this.table(name),
      {
        'Lead.Status': picklistOf(this.leadStatuses.map(marked)),
        'Opportunity.StageName': picklistOf(this.stages.map((stage) => stage.label)),
        'Task.Status': picklistOf(this.taskStatuses.map(marked)),
      },
      this.settings.currencies,
    )
  }

  now(): number {
    return this.clock.now()
  }

  /** The stamp of a write made now. */
  stamp(): string {
    return formatInstant(wholeSecond(this.clock.now()))
  }

  table(name: string): Table {
    let table = this.#tables.get(name)
    if (!table) {
      table = new Table(name)
      this.#tables.set(name, table)
    }
    return table
  }

  tables(): Iterable<Table> {
    return this.#tables.values()
  }

  nextId(keyPrefix: string): string {
    const counter = (this.idCounters[keyPrefix] ?? 0) + 1
    this.idCounters[keyPrefix] = counter
    return makeId(keyPrefix, counter)
  }

  put(object: string, row: Row): void {
    this.#change(this.table(object), String(row['Id']), row)
  }

  /** Removes for good, for objects without a recycle bin. */
  purge(object: string, id: string): void {
    this.#change(this.table(object), id, undefined)
  }

  #change(table: Table, id: string, row: Row | undefined): void {
    const change = { table, id, before: table.get(id) }
    this.#undo?.push(change)
    table.put(id, row)
    if (PERMISSION_TABLES.has(table.name)) this.schemaChanged()
    if (this.#undo === null) this.onCommit?.([change])
    const campaigns = campaignsAfter(table.name, change.before, row, (key) => this.table('Campaign').get(key))
    for (const campaign of campaigns) this.put('Campaign', campaign)
  }

  schemaChanged(): void {
    this.schemaChangedAt = wholeSecond(this.clock.now())
    this.catalog.forgetViews()
  }

  /** A live row, or undefined when it is absent or in the recycle bin. */
  live(object: string, id: string): Row | undefined {
    const row = this.table(object).get(id)
    return row?.['IsDeleted'] === true ? undefined : row
  }

  /** Live rows whose field equals the value, through an index. */
  liveWhere(object: string, field: FieldDef, value: Value): Row[] {
    const keyOf = keyOfField(field)
    const table = this.table(object)
    return table.pick(table.idsWhere(field.name, keyOf(value), keyOf)).filter((row) => row['IsDeleted'] !== true)
  }

  /** Live rows that refer to an id, e.g. the tasks of a lead. */
  referring(object: string, fieldName: string, id: string): Row[] {
    const field = this.catalog.object(object)?.fields.find((entry) => entry.name === fieldName)
    return field ? this.liveWhere(object, field, id) : []
  }

  /** All or nothing: what was written is taken back when `work` throws. */
  transaction<T>(work: () => T): T {
    if (this.#undo !== null) return this.#nested(work)
    const changes: CommittedChange[] = []
    this.#undo = changes
    let result: T
    try {
      result = work()
    } catch (error) {
      this.#rollBackTo(0)
      throw error
    } finally {
      this.#undo = null
    }
    this.onCommit?.(changes)
    return result
  }

  /** Runs work whose writes come from an API call; change events say so. */
  writingAs<T>(origin: ChangeOrigin | null, work: () => T): T {
    const before = this.origin
    this.origin = origin
    try {
      return work()
    } finally {
      this.origin = before
    }
  }

  #nested<T>(work: () => T): T {
    const mark = this.#undo?.length ?? 0
    try {
      return work()
    } catch (error) {
      this.#rollBackTo(mark)
      throw error
    }
  }

  #rollBackTo(mark: number): void {
    const undo = this.#undo ?? []
    for (let change = undo.length > mark ? undo.pop() : undefined; change;) {
      change.table.put(change.id, change.before)
      if (PERMISSION_TABLES.has(change.table.name)) this.schemaChanged()
      change = undo.length > mark ? undo.pop() : undefined
    }
  }
}
