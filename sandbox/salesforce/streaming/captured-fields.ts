import type { Org } from '../org.ts'
import type { Row, Value } from '../records/table.ts'

/**
 * Fields that no event carries: system fields of the bin and values that are derived from other records.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_change_event.htm
 */
const NEVER: readonly string[] = [
  'Id',
  'IsDeleted',
  'SystemModstamp',
  'MasterRecordId',
  'LastActivityDate',
  'LastViewedDate',
  'LastReferencedDate',
  'PhotoUrl',
  'IsEmailBounced',
]

/** Not in the documented examples of these objects' events. */
const DERIVED: Readonly<Record<string, readonly string[]>> = {
  Opportunity: ['Fiscal', 'FiscalQuarter', 'FiscalYear', 'HasOpenActivity', 'HasOverdueTask', 'PushCount'],
  Event: ['StartDateTime', 'EndDateTime', 'EndDate'],
  CampaignMember: [
    'Name',
    'FirstName',
    'LastName',
    'Title',
    'Email',
    'Phone',
    'CompanyOrAccount',
    'Type',
    'LeadOrContactId',
    'LeadOrContactOwnerId',
  ],
}

/** The fields that events of each object can have. A compound such as Name is told by its parts. */
export class CapturedFields {
  readonly #org: Pick<Org, 'catalog'>
  readonly #known = new Map<string, ReadonlySet<string>>()
  #asOf: readonly unknown[] = []

  constructor(org: Pick<Org, 'catalog'>) {
    this.#org = org
  }

  of(entity: string): ReadonlySet<string> {
    const { catalog } = this.#org
    // The lists are replaced whenever a custom field or object comes or goes.
    const lists = [catalog.customFields, catalog.customObjects]
    if (lists.some((list, at) => list !== this.#asOf[at])) this.#known.clear()
    this.#asOf = lists
    let names = this.#known.get(entity)
    if (!names) {
      const fields = catalog.allFields(entity)
      const compounds = fields.map((field) => field.compoundFieldName)
      const left = new Set([...NEVER, ...(DERIVED[entity] ?? []), ...compounds])
      names = new Set(fields.map((field) => field.name).filter((name) => !left.has(name)))
      this.#known.set(entity, names)
    }
    return names
  }
}

/**
 * The fields that an update changed, with their values afterwards (null when emptied).
 *
 * @returns null when nothing but uncaptured fields changed: a roll-up such as LastActivityDate tells no event. A save
 * without any change does: of LastModifiedDate alone.
 */
export function changedValues(before: Row, after: Row, captured: ReadonlySet<string>): Record<string, Value> | null {
  const changed: Record<string, Value> = {}
  let some = false
  let rolledUp = false
  for (const name of new Set([...Object.keys(after), ...Object.keys(before)])) {
    const value = after[name] ?? null
    if (value === (before[name] ?? null) || name === 'LastModifiedDate') continue
    if (captured.has(name)) {
      changed[name] = value
      some = true
    } else rolledUp ||= name !== 'SystemModstamp'
  }
  const saved = before['LastModifiedDate'] !== after['LastModifiedDate']
  return !some && rolledUp && !saved ? null : changed
}
