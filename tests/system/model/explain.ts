import type { Cast } from './cast.ts'
import type { JournalRow } from './invariants/ending.ts'

/** The seed, what was done to whom it concerns, and their journal. */
export function explain(
  { seed, steps }: { readonly seed: number; readonly steps: number },
  { history, people }: Cast,
  wrong: readonly string[],
  journal: readonly JournalRow[],
): string {
  const ids = new Set(
    wrong.flatMap((line) => line.match(/\b(?:00[Q3]\w{12,15}|006\w{12,15}|00T\w{12,15}|\d{3,})\b/g) ?? []),
  )
  const names = people.filter(({ contactId }) => ids.has(contactId)).map(({ name }) => name)
  const done = history.filter(
    (line) => names.some((name) => new RegExp(`\\b${name}\\b`).test(line)) || [...ids].some((id) => line.includes(id)),
  )
  const links = new Set(journal.filter((row) => ids.has(row.record_id)).map((row) => row.link_id))
  const rows = journal
    .filter((row) => ids.has(row.record_id) || (row.link_id !== null && links.has(row.link_id)))
    .map(
      (row) =>
        `${new Date(Number(row.at)).toISOString().slice(11, 23)} ${row.side} ${row.object} ${row.record_id} ${row.action} ${JSON.stringify(row.changes).slice(0, 600)}`,
    )
  return [
    `MODEL_SEED=${seed} MODEL_STEPS=${steps}: ${wrong.length} things are wrong`,
    ...wrong.slice(0, 30),
    '--- what was done ---',
    ...done.slice(-40),
    '--- journal ---',
    ...rows.slice(-60),
  ].join('\n')
}
