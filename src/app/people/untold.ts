import type { Base } from '#domain/identity/link.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldChange, JournalRow } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { ownChange } from './plan.ts'
import { rowBase } from './progress.ts'
import { mapsOf } from './unit.ts'
import type { PersonResult } from './unit.ts'

/** Properties that nobody but Tandem writes begin like this; the key says who a record is and is told with the link. */
const OWN = 'tandem_'
const KEYS: ReadonlySet<string> = new Set(['tandem_key'])

/**
 * Journal rows for what was written before and never told: the process ended, or the batch failed, between the write and the
 * transaction that remembers it. The repeat finds the values in their places and has nothing to write. Told are values of Tandem's
 * own properties, and mapped ones that neither side held when both last agreed and that both hold now: of these nobody can say any
 * more which side had it first, so they are told of both, as found. Own properties are looked at when a row was begun before; the
 * mapped ones always, for the news of such a write may be worked on before the row that wrote it has its next turn.
 */
export async function untold(scope: Scope, results: readonly PersonResult[]): Promise<readonly JournalRow[]> {
  const begun = results.filter(
    (result) =>
      isBegun(result) || mapped(scope, result, 'salesforce').length > 0 || mapped(scope, result, 'hubspot').length > 0,
  )
  if (begun.length === 0) return []
  const told = await scope.store.journal.recentChanges(
    scope.connection.id,
    begun.map(({ link }) => link.id),
    0,
  )
  return begun.flatMap((result) => rowsOf(scope, result, [...(told.get(result.link.id) ?? []), ...result.journal]))
}

interface Found {
  readonly side: Side
  readonly object: string
  readonly recordId: string
  readonly changes: readonly FieldChange[]
}

function rowsOf(scope: Scope, result: PersonResult, told: readonly JournalRow[]): readonly JournalRow[] {
  return [inSalesforce(scope, result), inHubspot(scope, result)].flatMap((found): JournalRow[] => {
    const { recordId, side } = found
    const said = told.filter((row) => row.side === side && row.recordId === recordId).flatMap((row) => row.changes)
    const changes = found.changes.filter(({ field, to }) => !said.some((one) => one.field === field && one.to === to))
    if (changes.length === 0) return []
    return [{ ...rowBase(scope, result.person), ...found, changes, action: 'update', cause: 'found as written before' }]
  })
}

function inSalesforce(scope: Scope, result: PersonResult): Found {
  const { record, handoff } = result.person
  const owner =
    isMade(result) && record !== null && handoff !== null && record.values['OwnerId'] === handoff.ownerId
      ? [{ ...ownChange('OwnerId', null, handoff.ownerId, handoff.ownerRule), because: FOUND }]
      : []
  const at = { side: 'salesforce', object: record?.object ?? 'Lead', recordId: record?.id ?? '' } as const
  return { ...at, changes: [...mapped(scope, result, 'salesforce'), ...owner] }
}

function inHubspot(scope: Scope, result: PersonResult): Found {
  const { contact, rawContact } = result.person
  const own = Object.entries(rawContact).flatMap(([field, value]) =>
    field.startsWith(OWN) && !KEYS.has(field) && value !== null
      ? [{ ...ownChange(field, null, value, 'write-back'), because: FOUND }]
      : [],
  )
  const at = { side: 'hubspot', object: 'contacts', recordId: contact.id } as const
  return { ...at, changes: [...mapped(scope, result, 'hubspot'), ...own] }
}

const FOUND = 'found-as-written'

const isBegun = ({ person }: PersonResult): boolean => person.rows.some((row) => row.begun === true)

/** Two records that met in a run which did not come to its end: what they agree on now may be its doing. */
const hasMetBefore = (result: PersonResult): boolean =>
  isBegun(result) && Object.keys(result.person.link.base).length === 0

/** A record of Tandem's making that nobody remembered: what it agrees on at the first meeting is Tandem's word. */
const isMade = ({ person: { link, record } }: PersonResult): boolean => link.state === 'intended' && record !== null

function mapped(scope: Scope, result: PersonResult, side: Side): readonly FieldChange[] {
  const { person, link, journal } = result
  if (person.record === null || link.base === person.link.base) return []
  const made = hasMetBefore(result) || (side === 'salesforce' && isMade(result))
  const writtenNow = new Set(journal.flatMap((row) => row.changes.map((change) => change.rule)))
  return mapsOf(scope.config, person.record.object).flatMap((map): FieldChange[] => {
    const before = person.link.base[map.id]
    const now = link.base[map.id]
    const mayWrite = map.rule !== 'off' && map.direction !== (side === 'hubspot' ? 'to-salesforce' : 'to-hubspot')
    if (!mayWrite || now === undefined || writtenNow.has(map.id)) return []
    const isNew = before === undefined ? made && now[side] !== null : haveBothMoved(before, now)
    if (!isNew) return []
    return [{ ...ownChange(map[side], before?.[side] ?? null, now[side], map.id), because: FOUND }]
  })
}

const haveBothMoved = (before: Base[string], now: Base[string]): boolean =>
  before.hubspot !== now.hubspot && before.salesforce !== now.salesforce
