import type { Properties, Row } from '#support/crm-users.ts'
import type { Ending } from './ending.ts'
import { isSame, plain, text } from './values.ts'
import { askedBy, writtenBy } from './written.ts'

/** Every value that a CRM took from Tandem is in the journal, with its rule and the version of the configuration. */
export function unexplainedWrites({ exchanges, journal }: Pick<Ending, 'exchanges' | 'journal'>): readonly string[] {
  const told = new Map<string, unknown[]>()
  const found: string[] = []
  for (const row of journal)
    for (const { field, from, to, rule, because } of row.changes) {
      const key = `${row.side} ${row.record_id} ${field}`
      // What a process wrote that died, and what was written over since, shows as what was there before.
      told.set(key, [...(told.get(key) ?? []), to, ...((from ?? null) === null ? [] : [from])])
      if (rule === '' || because === '' || row.config_version < 1)
        found.push(`journal of ${key}: no rule, reason or version`)
    }
  const missing = new Set<string>()
  for (const { side, recordId, field, value } of exchanges.flatMap(writtenBy)) {
    const values = told.get(`${side} ${recordId} ${field}`) ?? []
    if (!values.some((to) => isSame(to, value)))
      missing.add(
        `${side} ${recordId}: ${field} = ${JSON.stringify(value)} was written and the journal does not say so`,
      )
  }
  return [...found, ...missing]
}

/**
 * Writes whose answer was an error or never came: whether they were carried out shows in what the record holds at the end. Such a
 * value is in the journal as well, told by whoever repeated the work.
 */
export function spoiledWrites(ending: Ending): readonly string[] {
  const held = new Map<string, Properties | Row>([
    ...ending.contacts.map(({ id, properties }) => [`hubspot ${id}`, properties] as const),
    ...[...ending.leads, ...ending.sfContacts].map((row) => [`salesforce ${text(row['Id'])}`, row] as const),
  ])
  const told = new Set(
    ending.journal.flatMap((row) =>
      row.changes.map(({ field, to }) => `${row.side} ${row.record_id} ${field} ${plain(to)}`),
    ),
  )
  const wanted = ending.exchanges.filter(({ status }) => status >= 500 || status === 0).flatMap(askedBy)
  const missing = wanted.filter(({ side, recordId, field, value }) => {
    const now = held.get(`${side} ${recordId}`)?.[field]
    // A blank may be what it always held.
    return plain(value) !== '' && isSame(now, value) && !told.has(`${side} ${recordId} ${field} ${plain(value)}`)
  })
  return [
    ...new Set(
      missing.map(
        ({ side, recordId, field, value }) =>
          `${side} ${recordId}: ${field} = ${plain(value)} was written, its answer was spoiled, and the journal never told it`,
      ),
    ),
  ]
}
