import type { ObjectCounts, PreviewRow } from '#app/preview/tally.ts'
import type { Preview } from '#app/preview/preview.ts'
import { isMadeUp } from '#app/preview/rehearsal.ts'

const WIDTH = 80
const COLUMNS = ['created', 'updated', 'linked', 'associated', 'converted', 'deleted', 'unlinked'] as const

/** For people, in 80 columns. */
export function describePreview(seen: Preview, of: 'sample' | 'record'): string {
  return [
    ...seen.lookedAt.flatMap(({ side, object, looked, total, unchanged, out }) => {
      const rest = total > looked ? ` of ${figure(total)}, the newest changed` : ''
      const became = `${figure(unchanged)} unchanged, ${figure(out)} stay out`
      return wrapped(`${side} ${object}: looked at ${figure(looked)}${rest}; ${became}`, 0)
    }),
    'Nothing was written.',
    '',
    ...tableOf(seen),
    ...listOf('Stay out of the loop', seen.ignored),
    ...listOf('Would wait for a person', seen.parked),
    ...listOf('Would be tried again later', seen.later),
    ...(seen.adopted > 0 ? [`${figure(seen.adopted)} adopted: qualified before go-live, joined, not handed over`] : []),
    ...(seen.defaultsUsed > 0 ? [`${figure(seen.defaultsUsed)} values made up by defaults of the maps`] : []),
    ...(seen.suggested > 0 ? [`${figure(seen.suggested)} possible duplicates listed for a person to decide`] : []),
    ...differenceLines(seen),
    ...wrapped(callLine(seen), 0),
    ...(seen.rows.length === 0 ? [] : ['', ...seen.rows.flatMap(rowLines)]),
    ...(seen.rowsLeftOut > 0 && of === 'sample'
      ? ['', `... and ${figure(seen.rowsLeftOut)} more records; --rows shows more, --record one`]
      : []),
    ...seen.parkedItems.flatMap((item) => [
      ...wrapped(`${item.code} ${item.side} ${item.object} ${item.recordId}: ${item.message}`, 0),
      ...wrapped(`-> ${item.remedy}`, 2),
    ]),
  ].join('\n')
}

function tableOf({ sides }: Preview): readonly string[] {
  const rows = (['hubspot', 'salesforce'] as const).flatMap((side) =>
    Object.entries(sides[side]).map(([object, counts]) => ({ name: `${side} ${object}`, counts })),
  )
  if (rows.length === 0) return ['No record would change.']
  const columns = COLUMNS.filter((column) => rows.some(({ counts }) => counts[column] > 0))
  const cells = (name: string, values: readonly string[]): string =>
    `${name.padEnd(32)}${values.map((value) => value.padStart(11)).join('')}`.trimEnd()
  return [
    cells('Would be', columns),
    ...rows.map(({ name, counts }) =>
      cells(
        `  ${name}`,
        columns.map((column: keyof ObjectCounts) => (counts[column] === 0 ? '-' : figure(counts[column]))),
      ),
    ),
  ]
}

const listOf = (title: string, counts: Readonly<Record<string, number>>): readonly string[] => {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a)
  return entries.length === 0 ? [] : [`${title}:`, ...entries.map(([why, n]) => `  ${figure(n).padStart(8)}  ${why}`)]
}

function differenceLines({ difference }: Preview): readonly string[] {
  if (difference === null) return []
  const parts = [
    difference.added.length > 0 ? `${fields(difference.added.length)} more` : '',
    difference.removed.length > 0 ? `${fields(difference.removed.length)} fewer` : '',
    difference.changed.length > 0 ? `${fields(difference.changed.length)} mapped otherwise` : '',
    ...difference.sections.map((section) => `other ${section}`),
  ].filter((part) => part !== '')
  if (parts.length === 0) return ['The mapping that is active says the same.']
  const told = [
    ...difference.removed.map((name) => `fields.${name}: no longer synced`),
    ...difference.settings.map(({ path, from, to }) => `${path}: ${from ?? '(none)'} -> ${to ?? '(none)'}`),
  ]
  return [
    ...wrapped(
      `Against the active mapping: ${parts.join(', ')}; ${figure(difference.values)} ${difference.values === 1 ? 'value' : 'values'} would change by it`,
      0,
    ),
    ...told.slice(0, SETTINGS_SHOWN).flatMap((line) => wrapped(line, 2)),
    ...(told.length > SETTINGS_SHOWN ? [`  and ${figure(told.length - SETTINGS_SHOWN)} more; --json has all`] : []),
  ]
}

const SETTINGS_SHOWN = 20

const fields = (count: number): string => `${figure(count)} ${count === 1 ? 'field' : 'fields'}`

const callLine = ({ calls }: Preview): string =>
  `API calls it would cost: HubSpot ${figure(calls.reads.hubspot + calls.writes.hubspot)} (${figure(calls.writes.hubspot)} writes), Salesforce ${figure(calls.reads.salesforce + calls.writes.salesforce)} (${figure(calls.writes.salesforce)} writes)`

function rowLines({ side, object, recordId, actions, changes }: PreviewRow): readonly string[] {
  const id = isMadeUp(recordId) ? '(new)' : recordId
  return [
    `${side} ${object} ${id}: ${actions.join(', ')}`,
    ...changes.flatMap(({ field, from, to, rule, because, lost }) => [
      ...wrapped(`${field}: ${shown(from)} -> ${shown(to)}`, 2),
      ...wrapped(
        `by ${rule}${because === rule ? '' : `, ${because}`}${lost === undefined ? '' : `; the other side would lose ${shown(lost)}`}`,
        4,
      ),
    ]),
  ]
}

const shown = (value: string | null): string => {
  if (value === null) return '(blank)'
  return isMadeUp(value) ? '(new id)' : JSON.stringify(value)
}

/** Lines of at most 80 characters, cut at blanks; a word that does not fit is cut too. */
export function wrapped(text: string, indent: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((one) => pieces(one, WIDTH - indent - 2))) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = `  ${word}`
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.map((one) => ' '.repeat(indent) + one)
}

const pieces = (word: string, size: number): readonly string[] =>
  word.length <= size ? [word] : [word.slice(0, size), ...pieces(word.slice(size), size)]

const figure = (count: number): string => count.toLocaleString('en-US')
