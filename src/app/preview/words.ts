import { describeOrNull } from '../fit-maps.ts'
import type { Scope } from '../scope.ts'
import type { Preview } from './preview.ts'
import { isMadeUp } from './rehearsal.ts'

/** What a record is called, by object: the first of these that it has. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  contacts: ['email', 'lastname'],
  companies: ['name', 'domain'],
  deals: ['dealname'],
  tasks: ['hs_task_subject'],
  Lead: ['Name', 'Email'],
  Contact: ['Name', 'Email'],
  Account: ['Name'],
  Opportunity: ['Name'],
  Task: ['Subject'],
}

/** What people call the records of a preview, by `side object id`; one call for each object. */
export async function namesOf(
  { hubspot, salesforce }: Scope,
  { rows, parkedItems }: Preview,
): Promise<Readonly<Record<string, string>>> {
  const all = [...rows, ...parkedItems].filter(
    ({ recordId, object }) => !isMadeUp(recordId) && NAMES[object] !== undefined,
  )
  const groups = [...Map.groupBy(all, ({ side, object }) => `${side} ${object}`).values()]
  const found = await Promise.all(
    groups.map(async (of) => {
      const [first] = of
      if (first === undefined) return []
      const { side, object } = first
      const fields = NAMES[object] ?? []
      const connector = (side === 'hubspot' ? hubspot : salesforce).withLane('backfill')
      const ids = [...new Set(of.map(({ recordId }) => recordId))]
      const records = await connector.read({ object, ids, fields })
      return records.flatMap(({ id, values }) => {
        const name = fields.map((field) => values[field] ?? null).find((value) => value !== null)
        return name === undefined || name === null ? [] : [[`${side} ${object} ${id}`, name] as const]
      })
    }),
  )
  return Object.fromEntries(found.flat())
}

/** What people call its fields, by `side object field`. */
export async function labelsOf(
  { hubspot, salesforce }: Scope,
  { rows }: Preview,
): Promise<Readonly<Record<string, string>>> {
  const objects = new Map(rows.map(({ side, object }) => [`${side} ${object}`, { side, object }]))
  const found = await Promise.all(
    [...objects.values()].map(async ({ side, object }) => {
      const schema = await describeOrNull(side === 'hubspot' ? hubspot : salesforce, object)
      return Object.values(schema?.fields ?? {}).map(({ name, label }) => [`${side} ${object} ${name}`, label] as const)
    }),
  )
  return Object.fromEntries(found.flat())
}
